import { Link } from '@tanstack/react-router';

interface VideoNameProps {
  id: string;
  title: string | undefined;
}

/** A video by its title when it is known, and the way to it. */
export function VideoName({ id, title }: VideoNameProps) {
  return (
    <Link to="/watch/$id" params={{ id }} className="line-clamp-1 break-all hover:text-accent" title={id}>
      {title ? <span className="break-words">{title}</span> : <code className="font-mono text-xs">{id}</code>}
    </Link>
  );
}
