import { m } from '~/words';
import { type Labels, exitLabels, kindOf, labelOf } from '../labels';

/** How the server words an end that says no more. */
const ENDS: Labels = {
  finished: m.operator_exit_normal,
  'asked to stop': m.operator_exit_quit,
  'asked to start anew': m.operator_asked_anew,
  'downstream closed': m.operator_exit_downstream_closed,
  killed: m.operator_exit_killed,
};

/** How it words one that goes on to say why. */
const FAILURES: Readonly<Record<string, string>> = {
  failed: 'failure',
  panicked: 'panicked',
  'restarted too often': 'restart_limit',
};

const FAILURE = /^(failed|panicked|restarted too often): (.*)$/s;
const CHILD = /^child (\w+) #(\d+) gave up: (.*)$/s;

/** Why an actor ended, in the reader's language as far as it is known; what a failure itself says stays as it is. */
export function causeWords(cause: string): string {
  const end = ENDS[cause];
  if (end) return end();
  const [, how = '', why] = FAILURE.exec(cause) ?? [];
  if (why !== undefined) return `${labelOf(exitLabels, FAILURES[how] ?? how)}: ${causeWords(why)}`;
  const [, kind = '', id, reason] = CHILD.exec(cause) ?? [];
  if (reason !== undefined)
    return `${m.operator_child_gave_up({ name: `${kindOf(kind)} #${id}` })}: ${causeWords(reason)}`;
  return cause;
}
