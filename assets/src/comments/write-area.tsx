import { Link, useLocation } from '@tanstack/react-router';
import { MessageSquareOff, Timer } from 'lucide-react';
import type { ReactNode } from 'react';
import { Avatar } from '~/components/avatar';
import { Sentence } from '~/components/sentence';
import { remaining } from '~/lib/format';
import { useRoomPart } from '~/room/use-room';
import { testids } from '~/testids';
import { m } from '~/words';
import { type Around, useAround } from './around';
import { Composer } from './composer';
import { newPending } from './pending';

/** Whether the person who looks may write here, as far as the page knows; the server decides. */
export function useMayWrite({ me, isHost, store }: Around): boolean {
  const isOpen = useRoomPart(store, ({ rules }) => rules?.open ?? true);
  return me !== undefined && (isOpen || isHost);
}

/** Where a comment is written, or why not. */
export function WriteArea() {
  const around = useAround();
  const { me, video, isHost, actions } = around;
  const mayWrite = useMayWrite(around);
  const isOpen = useRoomPart(around.store, ({ rules }) => rules?.open ?? true);
  if (!isOpen && !isHost) {
    return (
      <Notice>
        <MessageSquareOff className="size-5 flex-none" aria-hidden="true" />
        <span data-testid={testids.commentsClosed}>{m.comments_closed()}</span>
      </Notice>
    );
  }
  if (!me || !mayWrite) return <SignInNotice />;
  return (
    <div className="mb-6 flex gap-3 px-2 sm:gap-4">
      <Avatar name={me.username} src={me.profile?.avatar?.small} className="mt-1 size-9 text-base" />
      <Composer
        key={video}
        label={m.comments_yours()}
        placeholder={m.comments_about_it()}
        draft={`video.${video}`}
        action={m.comments_comment()}
        canHaveTime
        note={<RulesNote />}
        onSubmit={(body, at) => void actions.send(newPending({ body, at }))}
      />
    </div>
  );
}

function Notice({ children }: { children: ReactNode }) {
  return <p className="mb-6 flex items-center gap-3 rounded-card bg-sunken px-4 py-3 text-ink-2">{children}</p>;
}

function SignInNotice() {
  const next = useLocation({ select: ({ href }) => href });
  return (
    <Notice>
      <span>
        <Sentence
          say={m.comments_sign_in}
          fill={{
            link: (
              <Link to="/login" search={{ next }} className="link" data-testid={testids.commentsSignIn}>
                {m.comments_sign_in_link()}
              </Link>
            ),
          }}
        />
      </span>
    </Notice>
  );
}

/** What the owner of the video has set, for those who write. */
function RulesNote() {
  const { isHost, store } = useAround();
  const rules = useRoomPart(store, (room) => room.rules);
  if (!rules || isHost || (rules.slow_mode === 0 && !rules.holds_all)) return null;
  return (
    <p className="mt-2 flex items-center gap-2 text-sm text-ink-2" data-testid={testids.rulesNote}>
      <Timer className="size-4 flex-none" aria-hidden="true" />
      {rules.slow_mode > 0 && `${m.comments_slow_note({ pause: remaining(rules.slow_mode) })} `}
      {rules.holds_all && m.comments_hold_note()}
    </p>
  );
}
