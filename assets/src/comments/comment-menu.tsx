import {
  Ban,
  EllipsisVertical,
  Flag,
  History,
  Link as LinkIcon,
  Pencil,
  Pin,
  PinOff,
  Trash2,
  UserX,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import type { Comment } from '~/api/types';
import { copyText } from '~/lib/copy';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';
import type { Choice } from './row-actions';

interface ItemProps {
  icon: ReactNode;
  testid: string;
  isBad?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

function Item({ icon, testid, isBad, onSelect, children }: ItemProps) {
  return (
    <DropdownMenu.Item className="menu-item" data-bad={isBad ? '' : undefined} data-testid={testid} onSelect={onSelect}>
      {icon}
      {children}
    </DropdownMenu.Item>
  );
}

interface CommentMenuProps {
  comment: Comment;
  onEdit: () => void;
  onChoose: (choice: Choice) => void;
}

const linkTo = (video: string, comment: string) =>
  new URL(`/watch/${encodeURIComponent(video)}?comment=${encodeURIComponent(comment)}`, location.origin).href;

/** What one can do about a comment, beside the most common. Mounted by the press that asked for it, hence open. */
export default function CommentMenu({ comment, onEdit, onChoose }: CommentMenuProps) {
  const { me, video, isOwner, isHost, actions } = useAround();
  const { id, author, root, state, pinned, edited_at } = comment;
  const isOwn = author.username === me?.username;
  const canPin = isOwner && !root && state === 'published';
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger
        className="icon-btn"
        aria-label={m.comments_more_about({ username: author.username })}
        data-testid={testids.commentMenu}
      >
        <EllipsisVertical aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          <Item
            icon={<LinkIcon aria-hidden="true" />}
            testid={testids.commentCopyLink}
            onSelect={() => void copyText(linkTo(video, id), m.common_link_copied())}
          >
            {m.common_copy_link()}
          </Item>
          {canPin && (
            <Item
              icon={pinned ? <PinOff aria-hidden="true" /> : <Pin aria-hidden="true" />}
              testid={testids.commentPin}
              onSelect={() => void actions.pin(comment, !pinned)}
            >
              {pinned ? m.comments_unpin() : m.comments_pin()}
            </Item>
          )}
          {isOwn && (
            <Item icon={<Pencil aria-hidden="true" />} testid={testids.commentEdit} onSelect={onEdit}>
              {m.common_edit()}
            </Item>
          )}
          {edited_at && (isOwn || isHost) && (
            <Item
              icon={<History aria-hidden="true" />}
              testid={testids.commentHistory}
              onSelect={() => onChoose('history')}
            >
              {m.comments_before()}
            </Item>
          )}
          {me && !isOwn && (
            <>
              <Item
                icon={<Flag aria-hidden="true" />}
                testid={testids.commentReport}
                onSelect={() => onChoose('report')}
              >
                {m.comments_report_ask()}
              </Item>
              <Item
                icon={<UserX aria-hidden="true" />}
                testid={testids.commentBlock}
                onSelect={() => onChoose('block')}
              >
                {m.comments_block_ask({ username: author.username })}
              </Item>
            </>
          )}
          {(isOwn || isHost) && (
            <Item
              icon={<Trash2 aria-hidden="true" />}
              testid={testids.commentDelete}
              isBad
              onSelect={() => onChoose('delete')}
            >
              {m.comments_delete_ask()}
            </Item>
          )}
          {me?.role === 'admin' && !isOwn && (
            <Item
              icon={<Ban aria-hidden="true" />}
              testid={testids.commentPurge}
              isBad
              onSelect={() => onChoose('purge')}
            >
              {m.comments_purge_ask({ username: author.username })}
            </Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
