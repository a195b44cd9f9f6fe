// pdf.js reads PDFs away from the page, in a worker of our own bundle.
import 'pdfjs-dist/legacy/build/pdf.worker.mjs';
