import { Link2 } from 'lucide-react';
import { testids } from '~/testids';
import { m } from '~/words';

/** `https://www.example.org/people/ada` is read as `example.org/people/ada`. */
function shortLink(link: string): string {
  return link.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
}

export function ChannelLinks({ links }: { links: readonly string[] }) {
  return (
    <ul className="mt-2 flex flex-wrap gap-x-5" aria-label={m.channel_links()}>
      {links.map((link) => (
        <li key={link} className="max-w-full">
          <a
            href={link}
            rel="nofollow ugc noopener noreferrer"
            target="_blank"
            className="link inline-flex min-h-11 max-w-full items-center gap-1.5"
            data-testid={testids.channelLink}
          >
            <Link2 className="size-4 flex-none" aria-hidden="true" />
            <span className="truncate">{shortLink(link)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
