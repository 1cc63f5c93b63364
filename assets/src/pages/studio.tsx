export function StudioPage() {
  return <h1 className="p-6 text-2xl font-bold">studio</h1>;
}
