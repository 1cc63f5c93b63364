import { Link } from '@tanstack/react-router';
import { Captions, Copy, EllipsisVertical, Image, ListVideo, MessagesSquare, Pencil, Trash2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import type { Video } from '~/api/types';
import { copyText, watchUrl } from '~/lib/copy';
import { testids } from '~/testids';
import { m } from '~/words';
import { DeleteDialog } from './delete-dialog';

/** The parts of a video's page that one goes to straight from the list. */
const places = [
  { to: '/studio/$id', label: m.studio_edit_details(), icon: Pencil, testid: testids.studioEdit },
  { to: '/studio/$id/poster', label: m.studio_change_poster(), icon: Image, testid: testids.studioPoster },
  { to: '/studio/$id/captions', label: m.studio_captions(), icon: Captions, testid: testids.studioCaptions },
  { to: '/studio/$id/chapters', label: m.studio_chapters(), icon: ListVideo, testid: testids.studioChapters },
  { to: '/studio/$id/comments', label: m.studio_comments(), icon: MessagesSquare, testid: testids.studioRowComments },
] as const;

export function RowActions({ video }: { video: Video }) {
  const { id, title } = video;
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          className="icon-btn"
          aria-label={m.studio_actions({ title })}
          data-testid={testids.studioActions}
        >
          <EllipsisVertical aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
            {places.map(({ to, label, icon: Icon, testid }) => (
              <DropdownMenu.Item key={to} asChild>
                <Link to={to} params={{ id }} className="menu-item" data-testid={testid}>
                  <Icon aria-hidden="true" />
                  {label}
                </Link>
              </DropdownMenu.Item>
            ))}
            <DropdownMenu.Item
              className="menu-item"
              onSelect={() => void copyText(watchUrl(id), m.studio_link_copied())}
            >
              <Copy aria-hidden="true" />
              {m.studio_copy_link()}
            </DropdownMenu.Item>
            <DropdownMenu.Item
              className="menu-item"
              data-bad=""
              data-testid={testids.studioDelete}
              onSelect={() => setDeleting(true)}
            >
              <Trash2 aria-hidden="true" />
              {m.studio_delete()}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {isDeleting && <DeleteDialog video={video} onClose={() => setDeleting(false)} />}
    </>
  );
}
