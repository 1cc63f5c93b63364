import { RotateCcw } from 'lucide-react';
import { age } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { count, micros, rate, span } from '../figures';
import { kindOf, labelOf, policyLabels } from '../labels';
import { Sparkline } from '../live/sparkline';
import { Sheet } from '../sheet';
import { causeWords } from './causes';
import { phaseWords } from './phase';
import { factsOf } from './state-facts';
import type { Trend } from './trends';
import { type Actor, type MessageFigures, mayRestart } from './types';

interface ActorSheetProps {
  actor: Actor;
  trend: Trend | undefined;
  /** What its label is called. */
  name: string | undefined;
  onRestart: () => void;
  onClose: () => void;
}

type Fact = readonly [term: string, value: string];

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-2.5 sm:grid-cols-3">
      {facts.map(([term, value]) => (
        <div key={term} className="min-w-0">
          <dt className="text-xs text-ink-3">{term}</dt>
          <dd className="font-semibold break-words tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Heading({ children }: { children: string }) {
  return <h3 className="mt-7 mb-2.5 text-[0.9375rem] font-bold">{children}</h3>;
}

function Messages({ messages }: { messages: readonly MessageFigures[] }) {
  return (
    <table className="w-full text-sm tabular-nums">
      <thead>
        <tr className="text-xs text-ink-3 [&>th]:py-1.5 [&>th]:pl-3 [&>th]:text-right [&>th]:font-semibold">
          <th scope="col" className="pl-0! text-left!">
            {m.operator_message()}
          </th>
          <th scope="col">{m.operator_handled()}</th>
          <th scope="col">{m.operator_p50()}</th>
          <th scope="col">{m.operator_p99()}</th>
          <th scope="col">{m.operator_waited_p99()}</th>
        </tr>
      </thead>
      <tbody>
        {messages.map(({ name, handled, handle_time, queue_wait }) => (
          <tr key={name} className="border-t border-line [&>td]:py-1.5 [&>td]:pl-3 [&>td]:text-right">
            <th scope="row" className="py-1.5 text-left font-mono text-xs font-medium break-all">
              {name}
            </th>
            <td>{count(handled)}</td>
            <td>{micros(handle_time.p50_us)}</td>
            <td>{micros(handle_time.p99_us)}</td>
            <td>{micros(queue_wait.p99_us)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function figuresOf(actor: Actor): Fact[] {
  return [
    [m.operator_state(), phaseWords(actor).text],
    [m.operator_mailbox(), m.operator_part_of({ part: actor.depth, whole: actor.capacity })],
    [m.operator_in_flight(), count(actor.deferred)],
    [m.operator_rate_long(), rate(actor.rate)],
    [m.operator_handling_p50(), micros(actor.handle_time.p50_us)],
    [m.operator_handling_p99(), micros(actor.handle_time.p99_us)],
    [m.operator_waited_p50(), micros(actor.queue_wait.p50_us)],
    [m.operator_waited_p99(), micros(actor.queue_wait.p99_us)],
    [m.operator_handled(), count(actor.handled)],
    [m.operator_answered_error(), count(actor.failed)],
    [m.operator_refused_full(), count(actor.shed)],
    [m.operator_too_late(), count(actor.expired)],
    [m.operator_restarts(), count(actor.restarts)],
    [m.operator_age(), span(actor.age_seconds)],
    [m.operator_policy(), `${labelOf(policyLabels, actor.policy)}, ${labelOf(policyLabels, actor.placement)}`],
  ];
}

/** Everything that is known of one actor. */
export function ActorSheet({ actor, trend, name, onRestart, onClose }: ActorSheetProps) {
  const state = factsOf(actor.state);
  const title = (
    <>
      {kindOf(actor.kind)}{' '}
      <span className="block truncate font-mono text-xs font-normal text-ink-3">
        {[name, actor.label, `#${actor.id}`].filter(Boolean).join(' · ')}
      </span>
    </>
  );
  return (
    <Sheet title={title} testid={testids.actorSheet} onClose={onClose}>
      {actor.last_error && (
        <div className="mb-5 rounded-control bg-bad-soft px-3.5 py-3 text-sm text-bad">
          <p className="font-semibold">
            {m.operator_last_failure({ age: age(new Date(actor.last_error.at_unix_ms).toISOString()) })}
          </p>
          <p className="mt-1 font-mono text-xs leading-relaxed break-words">{causeWords(actor.last_error.text)}</p>
        </div>
      )}
      {trend && (
        <div className="mb-5 grid grid-cols-2 gap-4 text-xs text-ink-3">
          <div>
            {m.operator_rate_long()}
            <Sparkline values={trend.rate} className="mt-1 h-12 w-full text-glow" />
          </div>
          <div>
            {m.operator_mailbox()}
            <Sparkline
              values={trend.depth}
              least={Math.min(10, actor.capacity)}
              className="mt-1 h-12 w-full text-glow"
            />
          </div>
        </div>
      )}
      <Facts facts={figuresOf(actor)} />
      {state.length > 0 && (
        <>
          <Heading>{m.operator_own_state()}</Heading>
          <Facts facts={state} />
        </>
      )}
      {actor.messages.length > 0 && (
        <>
          <Heading>{m.operator_messages()}</Heading>
          <Messages messages={actor.messages} />
        </>
      )}
      {mayRestart(actor) ? (
        <button
          type="button"
          className="btn btn-quiet mt-7"
          data-testid={testids.actorSheetRestart}
          onClick={onRestart}
        >
          <RotateCcw aria-hidden="true" />
          {m.operator_restart_ask()}
        </button>
      ) : (
        <p className="mt-7 text-sm text-ink-3">
          {actor.phase === 'ended' ? m.operator_has_ended() : m.operator_never_rebuilt()}
        </p>
      )}
    </Sheet>
  );
}
