export function UploadPage() {
  return <h1 className="p-6 text-2xl font-bold">upload</h1>;
}
