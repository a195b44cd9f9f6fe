/** What the app needs to show documents: nothing here asks for files, clocks or the network, and all of it runs in a browser. */
export { type Frame, frameOf, framesIn, type NoFrame, shade } from './dicom/pixels.ts';
export { openDicom } from './dicom/open-dicom.ts';
export { sanitiseHtml } from './html/sanitise.ts';
