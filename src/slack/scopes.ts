/** The bot's rights, as `slack-manifest.yaml` asks for them, and what stops working without each. */
export const SCOPES = {
  'chat:write': 'cards and messages do not arrive',
  commands: '/makker and the shortcuts do not answer',
  'users:read': 'a deactivated account keeps its access',
} as const
export type Scope = keyof typeof SCOPES

/** Each method we call and the right it needs, from its page under https://docs.slack.dev/reference/methods */
export const METHODS: Record<string, Scope | null> = {
  'auth.test': null,
  'chat.getPermalink': null,
  'chat.postEphemeral': 'chat:write',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'users.info': 'users:read',
  'views.open': null,
  'views.publish': null,
  'views.update': null,
}

/** Each event we listen to: https://docs.slack.dev/reference/events */
export const EVENTS: Record<string, Scope | null> = { app_home_opened: null, user_change: 'users:read' }

/** `/makker`, and the callback ids of the two shortcuts. */
export const ENTRANCES = { command: '/makker', global: 'makker', message: 'makker-message' } as const

/** What the token may not do; empty is well. Rights beyond ours are named too: the token can do more than it should. */
export const compareScopes = (granted: readonly string[]): { missing: Scope[]; beyond: string[] } => ({
  missing: (Object.keys(SCOPES) as Scope[]).filter((scope) => !granted.includes(scope)),
  beyond: granted.filter((scope) => !Object.hasOwn(SCOPES, scope)),
})
