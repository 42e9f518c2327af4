/** What a colleague can do about a citizen from a list, a command or a shortcut, in this order. */
export const DEEDS = ['details', 'message', 'plan', 'pause', 'resume', 'belief', 'share', 'export', 'end'] as const
export type Deed = (typeof DEEDS)[number]

/** The list beside a citizen, and with a name after it the buttons of what concerns nobody in particular. */
export const DEED = 'deed'
