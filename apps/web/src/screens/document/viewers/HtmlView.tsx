import { useLingui } from '@lingui/react/macro';
import { sanitiseHtml } from '@satchel/intake/documents';

/** Says it twice: nothing that acts is left in the page, and the frame it stands in lets nothing act or load. */
const HEAD = `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:"><meta name="referrer" content="no-referrer"></head><body>`;

/** A saved web page without its scripts, styles, links and anything from elsewhere. */
export default function HtmlView({ html, name }: { readonly html: string; readonly name: string }) {
  const { t } = useLingui();
  return (
    <iframe
      className="document-frame"
      title={t`The page ${name}`}
      sandbox=""
      referrerPolicy="no-referrer"
      srcDoc={HEAD + sanitiseHtml(html)}
    />
  );
}
