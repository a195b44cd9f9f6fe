import './brand.css';

/** The name and its mark. */
export function Brand() {
  return (
    <span className="brand">
      <img src="/icon.svg" alt="" width="32" height="32" />
      <span>Satchel</span>
    </span>
  );
}
