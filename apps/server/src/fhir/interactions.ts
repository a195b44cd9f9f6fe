import { capabilities } from './capabilities.ts';
import { codeSystemLookup, codeSystemLookupByPost } from './code-system-lookup.ts';
import { codeSystemValidateCode, codeSystemValidateCodeByPost } from './code-system-validate-code.ts';
import { compositionDocument, compositionDocumentByPost } from './composition-document.ts';
import { conditionalDelete } from './conditional-delete.ts';
import { conditionalUpdate } from './conditional-update.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { documentReferenceDocref, documentReferenceDocrefByPost } from './document-reference-docref.ts';
import { exportCancel } from './export-cancel.ts';
import { exportDeleted, exportFile } from './export-file.ts';
import { patientExport, patientExportByPost, systemExport, systemExportByPost } from './export-kick-off.ts';
import { exportStatus } from './export-status.ts';
import { historyInstance } from './history-instance.ts';
import { historySystem } from './history-system.ts';
import { historyType } from './history-type.ts';
import type { Interaction } from './interaction.ts';
import { meta, metaAdd, metaDelete } from './meta.ts';
import { observationLastn, observationLastnByPost } from './observation-lastn.ts';
import { observationStats, observationStatsByPost } from './observation-stats.ts';
import { conditionalPatch, patch } from './patch.ts';
import { patientEverything, patientEverythingByPost, recordEverything, recordEverythingByPost } from './patient-everything.ts';
import { patientMatch } from './patient-match.ts';
import { identifiedSummary, identifiedSummaryByPost, patientSummary, patientSummaryByPost } from './patient-summary.ts';
import { read } from './read.ts';
import { searchCompartment, searchCompartmentByPost } from './search-compartment.ts';
import { searchSystem, searchSystemByPost } from './search-system.ts';
import { searchType, searchTypeByPost } from './search-type.ts';
import { subscriptionBindingToken, subscriptionBindingTokenByPost } from './subscription-binding-token.ts';
import { subscriptionEvents, subscriptionEventsByPost } from './subscription-events.ts';
import { subscriptionsStatus, subscriptionsStatusByPost, subscriptionStatus, subscriptionStatusByPost } from './subscription-status.ts';
import {
  conditionalPatchSubscription,
  conditionalUpdateSubscription,
  createSubscription,
  patchSubscription,
  updateSubscription,
} from './subscription-write.ts';
import { transaction } from './transaction.ts';
import { update } from './update.ts';
import { validate, validateInstance, validateInstanceByGet } from './validate.ts';
import { valueSetExpand, valueSetExpandByPost } from './value-set-expand.ts';
import { valueSetValidateCode, valueSetValidateCodeByPost } from './value-set-validate-code.ts';
import { vread } from './vread.ts';

/** All that the FHIR API does. Adding a line here adds the route, the line of the CapabilityStatement, and the duty to test it. */
export const INTERACTIONS: readonly Interaction[] = [
  capabilities,
  read,
  vread,
  historyInstance,
  historyType,
  historySystem,
  searchType,
  searchTypeByPost,
  searchSystem,
  searchSystemByPost,
  searchCompartment,
  searchCompartmentByPost,
  create,
  update,
  conditionalUpdate,
  patch,
  conditionalPatch,
  remove,
  conditionalDelete,
  transaction,
  patientEverything,
  patientEverythingByPost,
  recordEverything,
  recordEverythingByPost,
  patientSummary,
  patientSummaryByPost,
  identifiedSummary,
  identifiedSummaryByPost,
  validate,
  validateInstance,
  validateInstanceByGet,
  observationLastn,
  observationLastnByPost,
  documentReferenceDocref,
  documentReferenceDocrefByPost,
  compositionDocument,
  compositionDocumentByPost,
  meta,
  metaAdd,
  metaDelete,
  patientMatch,
  systemExport,
  systemExportByPost,
  patientExport,
  patientExportByPost,
  exportStatus,
  exportCancel,
  exportFile,
  exportDeleted,
  observationStats,
  observationStatsByPost,
  valueSetExpand,
  valueSetExpandByPost,
  valueSetValidateCode,
  valueSetValidateCodeByPost,
  codeSystemValidateCode,
  codeSystemValidateCodeByPost,
  codeSystemLookup,
  codeSystemLookupByPost,
  createSubscription,
  updateSubscription,
  patchSubscription,
  conditionalUpdateSubscription,
  conditionalPatchSubscription,
  subscriptionStatus,
  subscriptionStatusByPost,
  subscriptionsStatus,
  subscriptionsStatusByPost,
  subscriptionEvents,
  subscriptionEventsByPost,
  subscriptionBindingToken,
  subscriptionBindingTokenByPost,
];
