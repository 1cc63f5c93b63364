import { Link } from '@tanstack/react-router';

interface VideoNameProps {
  id: string;
  title: string | undefined;
}

/** A video by its title when it is known, and the way to it. */
export function VideoName({ id, title }: VideoNameProps) {
  return (
    <Link to="/watch/$id" params={{ id }} className="-my-2.5 flex min-h-11 items-center hover:text-accent" title={id}>
      <span className="line-clamp-1 break-all">{title ?? <code className="font-mono text-xs">{id}</code>}</span>
    </Link>
  );
}
