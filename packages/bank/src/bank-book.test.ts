import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  creditsOf,
  openAccount,
  openBook,
  payIn,
  recallTransfer,
  settleDue,
  takeDebit,
  takeTransfer,
} from './bank-book.ts'
import type { BankAccount, BankEvent } from './bank-event.ts'
import { openFileJournal } from './journal.ts'

const morning = new Date('2017-09-12T09:00:00+09:00')
const hour = new Date('2017-09-12T15:00:00+09:00')
const evening = new Date('2017-09-12T20:00:00+09:00')
const account: BankAccount = {
  bankCode: '0033',
  branchCode: '001',
  kind: 'ordinary',
  number: '1234567',
  holder: 'シマナギサ',
}
const NAME = '0033-001-ordinary-1234567'

function openTestBook(write: (event: BankEvent) => void = () => undefined) {
  let ids = 0
  const newId = () => `bn_${++ids}`
  const book = openBook({ write, newId, settleHour: 15 })
  openAccount(book, account)
  return book
}

const order = { client: 'furimaru', key: 'pyo_0001', to: account, amount: 12_000n }

test('a transfer is credited once, at the hour, however often it is sent', () => {
  const book = openTestBook()
  for (let i = 0; i < 3; i++) assert.equal(takeTransfer(book, order, morning).ok, true)
  settleDue(book, new Date(hour.getTime() - 1))
  assert.deepEqual(creditsOf(book, NAME), [])
  settleDue(book, evening)
  settleDue(book, evening)
  assert.deepEqual(creditsOf(book, NAME), [{ at: hour, client: 'furimaru', amount: 12_000n }])
  const again = takeTransfer(book, order, evening)
  assert.equal(again.ok && again.value.state, 'settled')
})

test('a key with another amount is a contradiction', () => {
  const book = openTestBook()
  takeTransfer(book, order, morning)
  const other = takeTransfer(book, { ...order, amount: 12_001n }, morning)
  assert.deepEqual(other, { ok: false, error: { code: 'bank/contradiction' } })
})

test('a transfer is stopped before its hour, and not at it, even where the clerk is late', () => {
  const book = openTestBook()
  takeTransfer(book, order, morning)
  takeTransfer(book, { ...order, key: 'pyo_0002' }, morning)
  const stopped = recallTransfer(book, order, new Date(hour.getTime() - 1))
  assert.equal(stopped.ok && stopped.value.state, 'recalled')
  const late = recallTransfer(book, { ...order, key: 'pyo_0002' }, hour)
  assert.deepEqual(late, { ok: false, error: { code: 'bank/settled' } })
  assert.equal(creditsOf(book, NAME).length, 1)
})

test('a recall that comes before its transfer stands in its way for ever', () => {
  const book = openTestBook()
  recallTransfer(book, order, morning)
  const sent = takeTransfer(book, order, morning)
  assert.equal(sent.ok && sent.value.state, 'recalled')
  settleDue(book, evening)
  assert.deepEqual(creditsOf(book, NAME), [])
})

test('money for another name or for no account comes back with the reason', () => {
  const book = openTestBook()
  takeTransfer(book, { ...order, to: { ...account, holder: 'シマナキサ' } }, morning)
  const nowhere = { ...order, key: 'pyo_0002', to: { ...account, number: '7654321' } }
  takeTransfer(book, nowhere, morning)
  settleDue(book, hour)
  assert.deepEqual(
    [...book.untold.values()].map(({ state, reason }) => [state, reason]),
    [
      ['returned', 'other_name'],
      ['returned', 'no_such_account'],
    ],
  )
})

test('a debit takes what is there, once, from its holder and from nobody else', () => {
  const book = openTestBook()
  const debit = { client: 'hinata', key: 'chr_0001', from: account, amount: 5_000n }
  const reasonOf = (order: typeof debit) => {
    const taken = takeDebit(book, order, morning)
    return taken.ok ? taken.value.reason : taken.error.code
  }
  assert.equal(reasonOf(debit), 'not_enough')
  payIn(book, NAME, 8_000n)
  assert.equal(reasonOf(debit), 'not_enough', 'the same again gets the first answer')
  const later = { ...debit, key: 'chr_0002' }
  assert.equal(reasonOf(later), null)
  assert.equal(reasonOf(later), null)
  assert.equal(reasonOf({ ...later, amount: 1n }), 'bank/contradiction')
  assert.equal(reasonOf({ ...debit, key: 'chr_0003' }), 'not_enough')
  const other = { ...account, holder: 'シマナミ' }
  assert.equal(reasonOf({ ...debit, key: 'chr_0004', from: other }), 'other_name')
})

test('a bank that was killed knows everything that it has answered', () => {
  const folder = mkdtempSync(join(tmpdir(), 'modosu-bank-'))
  try {
    const journal = openFileJournal(folder)
    const book = openTestBook(journal.write)
    takeTransfer(book, order, morning)
    settleDue(book, hour)
    takeDebit(book, { client: 'hinata', key: 'chr_1', from: account, amount: 7n }, evening)
    journal.close()
    // It died in the middle of a line that nobody was answered.
    writeFileSync(join(folder, 'bank.jsonl'), '{"type":"acc', { flag: 'a' })
    const again = openFileJournal(folder)
    const known = openBook({ ...book.options, write: again.write }, again.past)
    again.close()
    assert.deepEqual(known.transfers, book.transfers)
    assert.deepEqual(known.accounts, book.accounts)
    assert.deepEqual(known.debits, book.debits)
    assert.deepEqual(known.untold, book.untold)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
