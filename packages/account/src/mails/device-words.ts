const KINDS: readonly [RegExp, { ja: string; en: string }][] = [
  [/iphone/i, { ja: 'iPhone', en: 'an iPhone' }],
  [/ipad/i, { ja: 'iPad', en: 'an iPad' }],
  [/android/i, { ja: 'Android 端末', en: 'an Android device' }],
  [/windows/i, { ja: 'Windows パソコン', en: 'a Windows computer' }],
  [/macintosh|mac os/i, { ja: 'Mac', en: 'a Mac' }],
  [/linux|x11/i, { ja: 'Linux パソコン', en: 'a Linux computer' }],
]

/** The kind of device that a browser says it is; never the raw text, which can carry anything. */
export function writeDevice(userAgent: string): { ja: string; en: string } {
  const found = KINDS.find(([pattern]) => pattern.test(userAgent))
  return found?.[1] ?? { ja: '端末', en: 'a device' }
}
