// Passkeys need a script: forms with data-passkey ask the browser for one. Nothing else is scripted.
;(() => {
  const toBytes = (text) => {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
  }
  const toText = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replace(/=+$/, '')

  async function ask(path, body) {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = await response.json()
    if (!response.ok) throw Object.assign(new Error(answer.type), { problem: answer })
    return answer
  }

  async function make(options) {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        user: { ...options.user, id: toBytes(options.user.id) },
        excludeCredentials: (options.excludeCredentials ?? []).map((one) => ({
          ...one,
          id: toBytes(one.id),
        })),
      },
    })
    return {
      id: made.id,
      response: {
        clientDataJSON: toText(made.response.clientDataJSON),
        attestationObject: toText(made.response.attestationObject),
        transports: made.response.getTransports?.() ?? [],
      },
    }
  }

  async function show(options) {
    const shown = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        allowCredentials: (options.allowCredentials ?? []).map((one) => ({
          ...one,
          id: toBytes(one.id),
        })),
      },
    })
    const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response
    return {
      id: shown.id,
      response: {
        clientDataJSON: toText(clientDataJSON),
        authenticatorData: toText(authenticatorData),
        signature: toText(signature),
        ...(userHandle?.byteLength ? { userHandle: toText(userHandle) } : {}),
      },
    }
  }

  function fieldsOf(form, when) {
    const inputs = [...form.querySelectorAll(`input[data-with="${when}"]`)]
    return Object.fromEntries(inputs.map((input) => [input.name, input.value]))
  }

  async function run(form) {
    const { passkey, begin, finish, next, proof } = form.dataset
    const says = form.querySelector('[data-says]')
    const button = form.querySelector('button')
    says.hidden = true
    button.disabled = true
    try {
      const { options } = await ask(begin, fieldsOf(form, 'begin'))
      const answer = passkey === 'make' ? await make(options) : await show(options)
      if (passkey === 'send') {
        form.elements.passkey.value = JSON.stringify(answer)
        return form.submit()
      }
      await ask(finish, { ...fieldsOf(form, 'finish'), passkey: answer })
      location.assign(next)
    } catch (error) {
      const type = error.problem?.type
      if (type === 'kernel/step_up_needed' && proof) return location.assign(proof)
      if (type === 'kernel/not_signed_in') return location.reload()
      const words = {
        'account/password_wrong': 'wrong',
        'account/enrolment_waits': 'waits',
        'account/stopped': 'stopped',
      }[type]
      says.textContent = says.dataset[words] ?? says.dataset.failed
      says.hidden = false
    } finally {
      button.disabled = false
    }
  }

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = window.PublicKeyCredential === undefined
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void run(form)
    })
  }
})()
