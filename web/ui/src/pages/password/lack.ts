/** The fewest characters of a password; the server holds to it too. */
const least = 10

/** What a new password lacks, by the name of its message; undefined when it will do. Characters are counted as the server counts them: 𠮷 is one. */
export function lackOf(login: string, fresh: string, again: string): 'short' | 'login' | 'differ' | undefined {
  if ([...fresh].length < least) return 'short'
  if (fresh.toLowerCase() === login.toLowerCase()) return 'login'
  return fresh === again ? undefined : 'differ'
}
