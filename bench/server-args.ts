import pkg from '../package.json' with { type: 'json' }

/** What `npm start` gives to Node. */
export const serverArgs: string[] = pkg.scripts.start.replace(/^exec node /, '').split(' ')
