/** http://hl7.org/fhir/R4/xml.html */
export const FHIR = 'http://hl7.org/fhir';
export const XHTML = 'http://www.w3.org/1999/xhtml';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Text for an attribute, its line breaks kept. */
export const escapeAttribute = (text: string): string => text.replace(/[&<>"\n\r\t]/g, (character) => ESCAPES[character] ?? character);

export const escapeText = (text: string): string => text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);
