/** Plain text, as text. */
export function TextView({ text }: { readonly text: string }) {
  return (
    <pre className="document-text" tabIndex={0}>
      {text}
    </pre>
  );
}
