/**
 * Whom work runs as. The coordinator names an OS user, this host's agent decides: only users of its own `work.allowUsers`,
 * never root. An agent that is root becomes him with all his groups (so that NFS and Lustre homes work); another one can only
 * be itself. The supervisor stays the agent's own: what it writes down is not for the user to change.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'

export interface UserRules {
  /** whom work runs as whose user the coordinator does not name; null: as the agent itself */
  readonly user: string | null
  readonly allowUsers: readonly string[]
}

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
  readonly shell: string
}

/** What is known of a user on this host; undefined when there is none of that name. */
export type FindAccount = (name: string) => Promise<Account | undefined>

/** a directory service (LDAP) that is away takes this long to fail one launch, not the agent */
const lookUpMs = 10_000

/** By `getent`, so that users of every directory are found. */
export const findAccount: FindAccount = (name) =>
  new Promise((resolve, reject) => {
    execFile('getent', ['passwd', '--', name], { timeout: lookUpMs }, (error, out) => {
      // 2: there is none
      if (error !== null && error.code !== 2)
        return reject(new Error(`user "${name}" could not be looked up: getent passwd: ${error.message}`))
      resolve(accountOf(out))
    })
  })

/** A line of the passwd database. */
export function accountOf(line: string): Account | undefined {
  const [name = '', , uid = '', gid = '', , home = '/', shell = ''] = line.split('\n', 1)[0]!.split(':')
  if (name === '' || !/^\d+$/.test(uid) || !/^\d+$/.test(gid)) return undefined
  return { name, uid: Number(uid), gid: Number(gid), home, shell: shell === '' ? '/bin/sh' : shell }
}

export interface Self {
  readonly uid: number
  readonly find: FindAccount
}

/** The account to become, or null to stay who the agent is. Rejects with what is wrong, and where it is put right. */
export async function accountFor(asked: string | null, rules: UserRules, self: Self): Promise<Account | null> {
  const name = asked ?? rules.user
  if (name === null) return null
  if (name === 'root') throw new Error('user "root": work is never run as root')
  if (asked !== null && asked !== rules.user && !rules.allowUsers.includes(asked))
    throw new Error(`user "${asked}" is not allowed on this host: ${allowed(rules)}`)
  const account = await self.find(name)
  if (account === undefined || account.name !== name) throw new Error(`user "${name}" does not exist on this host`)
  if (account.uid === 0) throw new Error(`user "${name}" is root by another name: work is never run as root`)
  if (account.uid === self.uid) return null
  if (self.uid !== 0)
    throw new Error(
      `user "${name}": this host's agent runs as user id ${self.uid} and can become nobody else; run it as root`,
    )
  return account
}

function allowed({ allowUsers }: UserRules): string {
  const told = allowUsers.length === 0 ? 'it allows none' : `it allows ${allowUsers.join(', ')}`
  return `${told} (work.allowUsers in its agent's configuration)`
}

const setpriv = ['/usr/bin/setpriv', '/bin/setpriv']

/** What stands before a rank's argv so that it runs as the account, with his groups and no way back. */
export function becoming(account: Account | null, find: (path: string) => boolean = existsSync): readonly string[] {
  if (account === null) return []
  const program = setpriv.find(find)
  if (program === undefined) throw new Error(`setpriv (package util-linux) is needed to become user "${account.name}"`)
  const who = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--init-groups']
  return [program, ...who, '--inh-caps=-all', '--no-new-privs', '--']
}

/** What a login would have set. */
export const accountEnv = (account: Account | null): Readonly<Record<string, string>> =>
  account === null ? {} : { HOME: account.home, USER: account.name, LOGNAME: account.name, SHELL: account.shell }
