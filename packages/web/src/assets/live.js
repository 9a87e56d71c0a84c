// A page that moves: it hears of news on a line and fetches itself. Without script it stays as it was.
;(() => {
  const main = document.getElementById('main')
  const told = document.getElementById('live')
  if (!main?.dataset.seen || !told || !window.EventSource) return
  const { news, show, lost } = told.dataset
  let line
  let over = false

  const say = (text) => {
    told.replaceChildren(text)
    told.hidden = text === ''
  }
  /** What somebody is typing or has typed is never taken away from under his hands. */
  const isWritten = () =>
    [...main.querySelectorAll('input, textarea, select')].some(
      (field) =>
        field === document.activeElement ||
        (field.type === 'checkbox' || field.type === 'radio'
          ? field.checked !== field.defaultChecked
          : field.tagName !== 'SELECT' && field.value !== field.defaultValue),
    )

  async function renew() {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById('main')
    if (!fresh?.dataset.seen) return location.reload()
    const open = new Set([...main.querySelectorAll('details[open]')].map((one) => one.id))
    const focus = document.activeElement?.id
    const headline = main.querySelector('h1')?.textContent
    main.replaceChildren(...fresh.childNodes)
    main.dataset.seen = fresh.dataset.seen
    document.title = page.title
    for (const id of open) {
      const one = id && document.getElementById(id)
      if (one) one.open = true
    }
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true })
    const now = main.querySelector('h1')?.textContent
    say(now && now !== headline ? `${news} ${now}` : news)
  }

  function offer() {
    const button = document.createElement('button')
    button.className = 'btn btn--small'
    button.textContent = show
    button.addEventListener('click', () => void renew())
    told.replaceChildren(`${news} `, button)
    told.hidden = false
  }

  function listen() {
    if (line || document.hidden) return
    over = false
    const seen = encodeURIComponent(main.dataset.seen)
    line = new EventSource(`${location.pathname}?seen=${seen}`)
    line.addEventListener('news', ({ data }) => {
      if (data === main.dataset.seen) return
      if (isWritten()) offer()
      else renew().catch(() => say(lost))
    })
    line.addEventListener('over', () => {
      hangUp()
      over = true
    })
    line.addEventListener('open', () => {
      if (told.textContent === lost) say('')
    })
    line.addEventListener('error', () => {
      if (navigator.onLine === false || line?.readyState === EventSource.CONNECTING) say(lost)
    })
  }

  function hangUp() {
    line?.close()
    line = undefined
  }

  document.addEventListener('visibilitychange', () => (document.hidden ? hangUp() : listen()))
  window.addEventListener('pagehide', hangUp)
  window.addEventListener('online', () => {
    hangUp()
    listen()
  })
  for (const deed of ['pointerdown', 'keydown']) {
    document.addEventListener(deed, () => over && listen(), { passive: true })
  }
  listen()
})()
