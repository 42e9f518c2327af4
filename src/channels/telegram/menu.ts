/** The commands of Telegram's menu and the plain words they stand for; the words are those people type by SMS. */
export const MENU = {
  ro: 'RO',
  ring: 'RING',
  pause: 'PAUSE',
  stop: 'STOP',
  start: 'START',
  uge: 'MIN UGE',
  hjaelp: 'HJÆLP',
  data: 'MINE DATA',
} as const

export type MenuCommand = keyof typeof MENU

/** An invitation token as Telegram's deep links allow it. */
const TOKEN = /^[A-Za-z0-9_-]{1,64}$/

const isMenuCommand = (name: string): name is MenuCommand => Object.hasOwn(MENU, name)

/**
 * A text as its sender means it: `/start <token>` is an invitation, a menu command becomes its plain word. Words after
 * a command are kept (and so screened), and a command that we do not know stays as it was typed.
 */
export const readCommand = (text: string): { kind: 'start' | 'text'; text: string } => {
  const [, name = '', rest = ''] = /^\/([a-z_]{1,32})(?:@\w+)?(?:\s+(.*))?$/isu.exec(text.trim()) ?? []
  const command = name.toLowerCase()
  if (!isMenuCommand(command)) return { kind: 'text', text }
  const words = rest.trim()
  if (command === 'start' && TOKEN.test(words)) return { kind: 'start', text: words }
  return { kind: 'text', text: words === '' ? MENU[command] : `${MENU[command]} ${words}` }
}
