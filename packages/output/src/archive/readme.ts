/** The first thing that somebody reads who finds the archive in twenty years. */
export const README = `This is a whole health record, taken out of Satchel.

index.html            Open it by double click. It works without a network, in any browser.
fhir/                 Every entry in FHIR R4 (http://hl7.org/fhir/R4), a line each, a file for each kind (NDJSON).
sources.ndjson        What the hospital or file that an entry came from calls it.
summary/              The International Patient Summary (IPS 2.0), a FHIR document, in English and Spanish.
originals/            Every file as it came in, byte for byte.
access-log.ndjson     Who looked at the record, newest first.
SHA256SUMS            Checksums: "sha256sum -c SHA256SUMS" tells whether anything was changed.
satchel-archive.json  What made this, and when.

"satchel import FILE.zip" takes it into a record again. What had been taken back, earlier versions, and the single
samples of devices (of which each day's value is here) are not in it; a backup ("satchel backup") has them.
It is not sealed: whoever has it can read it.

---

Este es un historial de salud completo, sacado de Satchel. Abra index.html con doble clic: funciona sin red, en cualquier
navegador. En originals/ está cada archivo tal como llegó. No está cifrado: quien lo tenga puede leerlo.
`;
