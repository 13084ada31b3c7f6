import { type Context, now, pageLimit, shuffled, today } from '../context';
import type { Fields } from '../entities';
import { take } from '../marked';
import type { MarkerKind } from '../state';
import type { Handlers } from './handler';
import { among } from './products';

/** Field of the marker answers → entity kind; the kinds this simulator does not keep stand still. */
const MARKERS: Record<string, MarkerKind> = {
  articleSyncMarker: 'article',
  articleGroupSyncMarker: 'articleGroup',
  relationSyncMarker: 'relation',
  employeeSyncMarker: 'employee',
  invoiceSyncMarker: 'invoice',
  receiptSyncMarker: 'receipt',
  orderSyncMarker: 'order',
  packingSlipSyncMarker: 'packingSlip',
  stockId: 'stock',
};

const VERSION = { major: 67, minor: 1, revision: 3 };

export const SERVICE_VERSION = `${VERSION.major}.${VERSION.minor}.${VERSION.revision}`;

interface EmployeesRequest {
  employeeNumbers: number[];
  syncMarker?: number;
  syncMarkerLimit?: number;
}

export const lookupHandlers = {
  getApiVersion: (_request, context) => ({
    majorNumber: 1,
    minorNumber: 0,
    revisionNumber: 0,
    databaseMajorNumber: VERSION.major,
    databaseMinorNumber: VERSION.minor,
    databaseRevisionNumber: 0,
    serviceMajorNumber: VERSION.major,
    serviceMinorNumber: VERSION.minor,
    serviceRevisionNumber: VERSION.revision,
    serviceMinWorkerThreads: 2,
    serviceMaxWorkerThreads: 8,
    serverDate: today(context),
    serverDateTime: now(context),
    inDebugMode: false,
    isSlaveApi: false,
  }),

  getDatabaseVersion: (_request, context) => ({
    majorNumber: VERSION.major,
    minorNumber: VERSION.minor,
    revisionNumber: 0,
    serverDate: today(context),
    serverDateTime: now(context),
  }),

  getLicenseInformation: (_request, { state }) => ({
    obscuredLicenseKey: '****-****-0001',
    companyName: state.setup.name,
    licensedBranches: state.setup.branches.map(({ branchNumber, branchName, workplaces }) => ({
      branchNumber,
      branchName,
      workplaceLimit: (workplaces as unknown[]).length,
      isGKS: false,
      licensedModules: [],
    })),
  }),

  getCurrentSyncMarkers: (_request, context) => markers(() => true, context),

  getCurrentSyncMarkersV2: ({ request }: { request: Fields }, context) =>
    markers((name) => request[`include${name[0].toUpperCase()}${name.slice(1)}`] === true, context),

  getBranches: (_request, { state }) => ({ branches: state.setup.branches }),

  getEmployees: ({ request }: { request?: EmployeesRequest }, context) => {
    const limit = request ? pageLimit(request, context) : Number.POSITIVE_INFINITY;
    const page = take(
      context.state.employees.since(request?.syncMarker ?? Number.NEGATIVE_INFINITY),
      limit,
      ({ employeeNumber }) => among(request?.employeeNumbers, employeeNumber),
    );
    return { employeeList: shuffled(page, context) };
  },

  getEmployee: ({ employeeNumber }: { employeeNumber?: number }, { state }) => {
    const employee = state.employees.get(employeeNumber);
    return employee ? { result: 'GET-EMPLOYEE-RESULT-OK', employee } : { result: 'GET-EMPLOYEE-RESULT-NOT-FOUND' };
  },

  getVatGroupList: (_request, { state }) => ({ vatGroup: state.setup.vatGroups }),

  getPaymentMethods: (_request, { state }) => ({ paymentMethodList: state.setup.paymentMethods }),

  getPaymentMethodsV2: ({ request }: { request: { accountNumber?: number; paymentMethodTypes?: string[] } }, { state }) => ({
    paymentMethodList: (state.setup.paymentMethods as Fields[]).filter(
      (method) =>
        (!request.accountNumber || method.accountNumber === request.accountNumber) &&
        among(request.paymentMethodTypes, method.type),
    ),
  }),

  getAvailablePaymentMethodsV2: (_request, { state }) => ({
    paymentMethodList: state.setup.paymentMethods.filter((method) => method.active),
  }),

  getDeliveryMethods: (_request, { state }) => ({ deliveryMethodList: state.setup.deliveryMethods }),

  getDeliveryMethodsV2: ({ request }: { request: { onlyEnabled?: boolean } }, { state }) => ({
    deliveryMethodList: state.setup.deliveryMethods.filter((method) => method.enabled || !request.onlyEnabled),
  }),

  getTurnoverGroups: (_request, { state }) => ({ turnoverGroupList: state.setup.turnoverGroups }),

  getPriceGroupList: (_request, context) => ({
    priceGroup: unique(context, 'priceGroupList', 'priceGroupNumber').map(({ priceGroupNumber, description }) => ({
      priceGroupNumber,
      description,
    })),
  }),

  getSalesPriceList: (_request, context) => ({
    salesPrice: unique(context, 'salesPriceList', 'salesPriceNumber').map(
      ({ salesPriceNumber, description, startDate, endDate }) => ({
        salesPriceNumber,
        description,
        startDate,
        endDate,
      }),
    ),
  }),

  getCardCategories: (_request, { state }) => ({
    articleCardCategoryList: [],
    employeeCardCategoryList: [],
    relationCardCategoryList: state.setup.relationCategories,
  }),

  getCustomFieldLists: (_request, context) => ({
    articleCustomFieldList: unique(context, 'customFieldList', 'fieldName').map(definition),
    employeeCustomFieldList: [],
    relationCustomFieldList: distinct(
      [...context.state.relations.values()].flatMap((relation) => (relation.customFieldList as Fields[]) ?? []),
      'fieldName',
    ).map(definition),
  }),

  getWebhookConsumers: (
    { request }: { request: { workplace?: { branchNumber: number; workplaceNumber: number } } },
    { state },
  ) => ({
    webhookConsumerList: state.setup.webhookConsumers.map((consumer) => ({ ...consumer, workplaceKey: request.workplace })),
  }),
} satisfies Handlers;

function markers(wanted: (name: string) => boolean, { state }: Context): Fields {
  const names = Object.keys(MARKERS).filter(wanted);
  return Object.fromEntries(names.map((name) => [name, state.marker(MARKERS[name])]));
}

/** Distinct entries of a list that articles carry, by their number or name. */
function unique({ state }: Context, list: string, key: string): Fields[] {
  return distinct(
    [...state.articles.values()].flatMap((article) => (article[list] as Fields[] | undefined) ?? []),
    key,
  );
}

function distinct(entries: readonly Fields[], key: string): Fields[] {
  return [...new Map(entries.map((entry) => [entry[key], entry])).values()];
}

function definition({ fieldName, dataType }: Fields): Fields {
  return { fieldName, dataType: dataType ?? 'DATA-TYPE-STRING', isRequired: false };
}
