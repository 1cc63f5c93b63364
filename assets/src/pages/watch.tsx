export function WatchPage() {
  return <h1 className="p-6 text-2xl font-bold">watch</h1>;
}
