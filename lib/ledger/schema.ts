/** Tables of the ledger. A change appends a step to MIGRATIONS; a published step never changes. */
import { LedgerError } from './errors';
import type { Dialect, Sql } from './store';

/**
 * Every entry is one version of one key. Small rows that stay for ever (entry) are apart from what retention deletes
 * (payload, result, step).
 * - `key` is the stored form of a key (keys.ts), `long_key` the original as JSON where they differ
 * - `due`: epoch ms from which it may be claimed, 0 at once, null when it is not waiting or waits for an older version to be settled
 * - `leased`: epoch ms until which a running entry belongs to `owner`
 * - `retained`: epoch ms of settling, while payload, result and steps are still stored
 * - `person`: salted hash of the e-mail address in the payload; without an index, which would cost half the speed of receiving
 * - `ledger_missing` counts only while its entry is held: what is left of an entry that went on means nothing
 * - `ends` of a lock: epoch ms from which anybody may take it; `name` is a salted hash
 * - `ledger_count` is kept in the same transaction as the states, so that nothing ever counts a million rows
 */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    'create table ledger_meta (name {text} primary key, value {text} not null)',
    `create table ledger_sync (
       id {id}, name {text} not null unique, topic {text} not null, cursor {text}, received {integer}, seen {integer} not null)`,
    `create table ledger_entry (
       id {id}, sync {integer} not null, key {text} not null, version {text} not null, state {text} not null, reason {text} not null,
       attempts {integer} not null, failures {integer} not null, uncertain {integer} not null, due {integer}, leased {integer}, owner {text},
       received {integer} not null, changed {integer} not null, retained {integer}, person {text}, long_key {text}, message {text}, facts {text})`,
    'create unique index ledger_entry_identity on ledger_entry (sync, key, version)',
    `create index ledger_entry_open on ledger_entry (sync, key) where state not in ('done', 'skipped')`,
    'create index ledger_entry_due on ledger_entry (sync, due, id) where due is not null',
    'create index ledger_entry_leased on ledger_entry (sync, leased) where leased is not null',
    'create index ledger_entry_owner on ledger_entry (owner) where owner is not null',
    'create index ledger_entry_list on ledger_entry (sync, state, reason, received, id)',
    'create index ledger_entry_retained on ledger_entry (retained) where retained is not null',
    'create table ledger_payload (entry {integer} primary key, form {text} not null, body {text} not null)',
    'create table ledger_result (entry {integer} primary key, body {text} not null)',
    'create table ledger_step (id {id}, entry {integer} not null, name {text} not null, at {integer} not null, duration {integer}, data {text})',
    'create index ledger_step_entry on ledger_step (entry)',
    `create table ledger_count (
       sync {integer} not null, state {text} not null, reason {text} not null, n {integer} not null, changed {integer} not null,
       primary key (sync, state, reason))`,
    'create table ledger_link (kind {text} not null, source {text} not null, target {text} not null, primary key (kind, source))',
    'create index ledger_link_target on ledger_link (kind, target, source)',
    'create table ledger_written (kind {text} not null, key {text} not null, part {text} not null, hash {text} not null, primary key (kind, key, part))',
  ],
  ['create table ledger_lock (name {text} primary key, holder {text} not null, ends {integer} not null)'],
  [
    'create table ledger_missing (entry {integer} not null, subject {text} not null, value {text} not null, primary key (entry, subject, value))',
    'create index ledger_missing_value on ledger_missing (subject, value, entry)',
  ],
];

/** Brings the tables from `version` to the present; gives the present version. */
export async function migrate(sql: Sql, dialect: Dialect, version: number): Promise<number> {
  if (version > MIGRATIONS.length)
    throw new LedgerError('LEDGER_NEWER', `its version is ${version}, this package knows ${MIGRATIONS.length}`);
  for (const statement of MIGRATIONS.slice(version).flat()) {
    await sql.run(statement.replace(/\{(id|integer|text)\}/g, (_, type: keyof Dialect['types']) => dialect.types[type]));
  }
  return MIGRATIONS.length;
}
