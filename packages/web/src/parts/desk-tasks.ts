import { pathTo } from '../call-service.ts'
import type { DeskCase } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { Visit } from '../visit.ts'
import { writeTime } from '../write-time.ts'
import { turnName } from './claim-facts.ts'
import { field, hidden } from './field.ts'

/** What somebody has to do about the case, each with its clock, and what has been done. */
export function deskTasks(visit: Visit, of: DeskCase, look: string): Html {
  const { claims } = visit.words
  if (of.tasks.length === 0) return nothing
  return html`<section class="card"><h2>${claims.tasks}</h2><ul class="plainlist">${of.tasks.map(
    (task) => html`<li><p><b>${task.words[visit.language]}</b></p>
<p class="small mute">${claims.about(task.subject)} · ${turnName(visit, task.turn)} · ${clockOf(visit, task)}</p>
${task.doneAt === null ? finishForm(visit, { of, task, look }) : html`<p class="small">${task.doneWords ?? ''}</p>`}</li>`,
  )}</ul></section>`
}

type Task = DeskCase['tasks'][number]

function clockOf({ words, language }: Visit, task: Task): Html {
  const { claims } = words
  if (task.doneAt !== null) {
    const at = writeTime(task.doneAt, language)
    return html`${icon('check', true)} ${task.doneBy === null ? claims.taskItself(at) : claims.taskDone(at, task.doneBy)}`
  }
  const by = writeTime(task.dueAt, language)
  return html`${icon(task.late ? 'warning' : 'clock', true)} ${task.late ? claims.taskLate(by) : claims.needBy(by)}`
}

function finishForm(
  { words }: Visit,
  { of, task, look }: { of: DeskCase; task: Task; look: string },
): Html {
  const { claims } = words
  return html`<form method="post" action="${pathTo`/desk/cases/${of.caseId}/task`}">${hidden('look', look)}${hidden('taskId', task.taskId)}
${field({ name: `words-${task.taskId}`, label: claims.taskWords, autocomplete: 'off', required: true })}
<p class="gap-s"><button class="btn btn--small">${icon('check')}${claims.taskFinish}</button></p></form>`
}
