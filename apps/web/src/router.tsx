import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { Doorway } from './parts/Doorway.tsx';
import { Frame } from './parts/Frame.tsx';
import { NotHere, Unreachable } from './screens/trouble/Trouble.tsx';
import { keepErrand } from './client/errand.ts';
import { unlessTold } from './client/api.ts';
import { queryClient, sessionQuery } from './client/session.ts';
import { Welcome } from './screens/welcome/Welcome.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotHere, errorComponent: Unreachable });

/** Before the record is open. */
const outside = createRoute({ getParentRoute: () => root, id: 'outside', component: Doorway });
const welcome = createRoute({
  getParentRoute: () => outside,
  path: '/',
  component: Welcome,
  beforeLoad: async () => {
    // The first screen needs no server; only an open session changes where one starts.
    const session = await queryClient.ensureQueryData(sessionQuery).catch(() => null);
    if (session) throw redirect({ to: '/today' });
  },
});
const begin = createRoute({
  getParentRoute: () => outside,
  path: '/begin',
  component: lazyRouteComponent(() => import('./screens/begin/Begin.tsx'), 'Begin'),
});
const signIn = createRoute({
  getParentRoute: () => outside,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./screens/open/SignIn.tsx'), 'SignIn'),
});
const recover = createRoute({
  getParentRoute: () => outside,
  path: '/recover',
  component: lazyRouteComponent(() => import('./screens/open/Recover.tsx'), 'Recover'),
});
const sample = createRoute({
  getParentRoute: () => outside,
  path: '/sample',
  component: lazyRouteComponent(() => import('./screens/welcome/Sample.tsx'), 'SamplePerson'),
});
/** For whoever was handed something: nothing of it is behind the lock of this device. */
const view = createRoute({
  getParentRoute: () => outside,
  path: '/view',
  component: lazyRouteComponent(() => import('./screens/view/View.tsx'), 'View'),
});
const gallery = createRoute({
  getParentRoute: () => outside,
  path: '/gallery',
  component: lazyRouteComponent(() => import('./screens/gallery/Gallery.tsx'), 'Gallery'),
});

/** Behind the lock. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Frame,
  beforeLoad: async ({ location }) => {
    if (await queryClient.ensureQueryData(sessionQuery)) return;
    keepErrand(location.pathname);
    throw redirect({ to: '/sign-in' });
  },
});
const today = createRoute({
  getParentRoute: () => inside,
  path: '/today',
  component: lazyRouteComponent(() => import('./screens/today/Today.tsx'), 'Today'),
});
const review = createRoute({
  getParentRoute: () => inside,
  path: '/today/review',
  component: lazyRouteComponent(() => import('./screens/review/Review.tsx'), 'Review'),
});
const checks = createRoute({
  getParentRoute: () => inside,
  path: '/today/checks',
  component: lazyRouteComponent(() => import('./screens/findings/Findings.tsx'), 'Findings'),
});
const record = createRoute({ getParentRoute: () => inside, path: '/record', component: Outlet });
const recordStart = createRoute({
  getParentRoute: () => record,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/record/summary' });
  },
});
const summary = createRoute({
  getParentRoute: () => record,
  path: '/summary',
  component: lazyRouteComponent(() => import('./screens/record/Summary.tsx'), 'Summary'),
});
const timeline = createRoute({
  getParentRoute: () => record,
  path: '/timeline',
  component: lazyRouteComponent(() => import('./screens/record/Timeline.tsx'), 'Timeline'),
});
const results = createRoute({
  getParentRoute: () => record,
  path: '/results',
  component: lazyRouteComponent(() => import('./screens/record/Results.tsx'), 'Results'),
});
const result = createRoute({
  getParentRoute: () => record,
  path: '/results/$type/$id',
  component: lazyRouteComponent(() => import('./screens/record/ResultDetail.tsx'), 'ResultDetail'),
});
const documents = createRoute({
  getParentRoute: () => record,
  path: '/documents',
  component: lazyRouteComponent(() => import('./screens/record/Documents.tsx'), 'Documents'),
});
const document = createRoute({
  getParentRoute: () => record,
  path: '/documents/$id',
  component: lazyRouteComponent(() => import('./screens/document/DocumentPage.tsx'), 'DocumentPage'),
});
const search = createRoute({
  getParentRoute: () => record,
  path: '/search',
  component: lazyRouteComponent(() => import('./screens/record/Search.tsx'), 'Search'),
});
const fact = createRoute({
  getParentRoute: () => record,
  path: '/fact/$type/$id',
  component: lazyRouteComponent(() => import('./screens/fact/FactPage.tsx'), 'FactPage'),
});
const add = createRoute({
  getParentRoute: () => inside,
  path: '/add',
  component: lazyRouteComponent(() => import('./screens/add/Add.tsx'), 'Add'),
});
const enterFact = createRoute({
  getParentRoute: () => inside,
  path: '/add/by-hand/$form',
  component: lazyRouteComponent(() => import('./screens/enter/EnterFact.tsx'), 'EnterFact'),
});
const explainTable = createRoute({
  getParentRoute: () => inside,
  path: '/add/table/$original',
  validateSearch: ({ member }: Record<string, unknown>): { member?: string } =>
    typeof member === 'string' && member !== '' ? { member } : {},
  component: lazyRouteComponent(() => import('./screens/table/ExplainTable.tsx'), 'ExplainTable'),
});
const questions = createRoute({
  getParentRoute: () => inside,
  path: '/add/questions/$questionnaire',
  component: lazyRouteComponent(() => import('./screens/questions/Questions.tsx'), 'Questions'),
});
const editFact = createRoute({
  getParentRoute: () => record,
  path: '/fact/$type/$id/edit',
  component: lazyRouteComponent(() => import('./screens/enter/EditFact.tsx'), 'EditFact'),
});
const share = createRoute({
  getParentRoute: () => inside,
  path: '/share',
  component: lazyRouteComponent(() => import('./screens/share/Share.tsx'), 'Share'),
});
const apps = createRoute({
  getParentRoute: () => inside,
  path: '/apps',
  component: lazyRouteComponent(() => import('./screens/apps/Apps.tsx'), 'Apps'),
});
const connect = createRoute({
  getParentRoute: () => inside,
  path: '/connect/$request',
  component: lazyRouteComponent(() => import('./screens/connect/Connect.tsx'), 'Connect'),
});
const leaveSample = createRoute({
  getParentRoute: () => inside,
  path: '/leave-sample',
  component: lazyRouteComponent(() => import('./screens/welcome/LeaveSample.tsx'), 'LeaveSample'),
});
const more = createRoute({ getParentRoute: () => inside, path: '/more', component: Outlet });
const moreStart = createRoute({
  getParentRoute: () => more,
  path: '/',
  component: lazyRouteComponent(() => import('./screens/more/More.tsx'), 'More'),
});
const people = createRoute({
  getParentRoute: () => more,
  path: '/people',
  component: lazyRouteComponent(() => import('./screens/more/People.tsx'), 'People'),
});
const device = createRoute({
  getParentRoute: () => more,
  path: '/device',
  component: lazyRouteComponent(() => import('./screens/more/Device.tsx'), 'Device'),
});
const passphrase = createRoute({
  getParentRoute: () => more,
  path: '/passphrase',
  component: lazyRouteComponent(() => import('./screens/more/ChangePassphrase.tsx'), 'ChangePassphrase'),
});
const kit = createRoute({
  getParentRoute: () => more,
  path: '/kit',
  component: lazyRouteComponent(() => import('./screens/more/NewKit.tsx'), 'NewKit'),
});
const accessLog = createRoute({
  getParentRoute: () => more,
  path: '/access-log',
  component: lazyRouteComponent(() => import('./screens/more/AccessLog.tsx'), 'AccessLog'),
});
const takeOut = createRoute({
  getParentRoute: () => more,
  path: '/export',
  component: lazyRouteComponent(() => import('./screens/leave/Leave.tsx'), 'Leave'),
});
const remove = createRoute({
  getParentRoute: () => more,
  path: '/delete',
  component: lazyRouteComponent(() => import('./screens/more/DeleteRecord.tsx'), 'DeleteRecord'),
});
const about = createRoute({
  getParentRoute: () => more,
  path: '/about',
  component: lazyRouteComponent(() => import('./screens/more/About.tsx'), 'About'),
});

const routeTree = root.addChildren([
  outside.addChildren([welcome, begin, signIn, recover, sample, view, gallery]),
  inside.addChildren([
    today,
    review,
    checks,
    add,
    enterFact,
    explainTable,
    questions,
    share,
    apps,
    connect,
    leaveSample,
    record.addChildren([recordStart, summary, timeline, results, result, documents, document, search, fact, editFact]),
    more.addChildren([moreStart, people, device, passphrase, kit, accessLog, takeOut, remove, about]),
  ]),
]);

/** Every address of the app. None of them carries a health fact: only ids. */
export const router = createRouter({
  routeTree,
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultOnCatch: unlessTold,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
