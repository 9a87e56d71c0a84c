const KINDS: readonly [string, RegExp, { ja: string; en: string }][] = [
  ['iphone', /iphone/i, { ja: 'iPhone', en: 'an iPhone' }],
  ['ipad', /ipad/i, { ja: 'iPad', en: 'an iPad' }],
  ['android', /android/i, { ja: 'Android 端末', en: 'an Android device' }],
  ['windows', /windows/i, { ja: 'Windows パソコン', en: 'a Windows computer' }],
  ['mac', /macintosh|mac os/i, { ja: 'Mac', en: 'a Mac' }],
  ['linux', /linux|x11/i, { ja: 'Linux パソコン', en: 'a Linux computer' }],
]

/** The kind of device that a browser says it is; never the raw text, which can carry anything. */
export function writeDevice(userAgent: string): { ja: string; en: string } {
  return kindOf(userAgent)?.[2] ?? { ja: '端末', en: 'a device' }
}

/** The same, for comparing: stays what it is when the browser is brought up to date. */
export function kindOfBrowser(userAgent: string): string {
  return kindOf(userAgent)?.[0] ?? 'other'
}

function kindOf(userAgent: string): (typeof KINDS)[number] | undefined {
  return KINDS.find(([, pattern]) => pattern.test(userAgent))
}
