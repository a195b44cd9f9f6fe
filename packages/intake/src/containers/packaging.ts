/**
 * Files of an archive that only say how its documents were sent or how they look: the manifest, index and readme of
 * IHE XDM, stylesheets, what file managers leave behind. They say nothing of a person's health that the documents do not.
 */
export const isPackaging = (name: string): boolean => PACKAGING.some((form) => form.test(name));

const PACKAGING: readonly RegExp[] = [
  /(^|[/\\])(METADATA\.XML|INDEX\.HTML?|README(\.TXT)?)$/i,
  /\.(xslt?|css)$/i,
  /(^|[/\\])(__MACOSX[/\\]|\.DS_Store$|Thumbs\.db$)/i,
];
