/**
 * The operations of the MplusKASSA SOAP service that this pack uses: children of the request element in schema order, the name of
 * the response element (it follows no rule, reference 1.1) and how a call may be repeated.
 *
 * `repeat` says what is safe after an answer was lost (reference 1.6):
 * - `read`: changes nothing, repeat at will
 * - `keyed`: carries an idempotency key, the service replays its first answer
 * - `absolute`: sets a value, a second call leaves the same state
 * - `once`: look first, never repeat blindly
 *
 * Source: vendor WSDL of service 67.1.3. To add an operation, add a row here and the types it names in types.ts.
 */
export type Repeat = 'read' | 'keyed' | 'absolute' | 'once';

export interface OperationRow {
  /** Children of the request element, in the notation of types.ts. */
  readonly request: string;
  /** Name of the response element, which is also the name of its type. */
  readonly response: string;
  readonly repeat: Repeat;
}

export const OPERATIONS = {
  getApiVersion: { request: '', response: 'getApiVersionResponse', repeat: 'read' },
  getDatabaseVersion: { request: '', response: 'getDatabaseVersionResponse', repeat: 'read' },
  getLicenseInformation: { request: '', response: 'GetLicenseInformationResponse', repeat: 'read' },
  getCurrentSyncMarkers: { request: '', response: 'getCurrentSyncMarkersResponse', repeat: 'read' },
  getCurrentSyncMarkersV2: {
    request: 'request: GetCurrentSyncMarkersV2Request',
    response: 'GetCurrentSyncMarkersV2Response',
    repeat: 'read',
  },
  getProducts: { request: 'request: GetProductsRequest', response: 'GetProductsResponse', repeat: 'read' },
  createProduct: { request: 'product: Product', response: 'CreateProductResponse', repeat: 'once' },
  updateProduct: { request: 'product: Product', response: 'UpdateProductResponse', repeat: 'absolute' },
  getArticleGroups: { request: 'request: GetArticleGroupsRequest', response: 'GetArticleGroupsResponse', repeat: 'read' },
  getArticleGroupChanges: {
    request: 'request: GetArticleGroupChangesRequest',
    response: 'GetArticleGroupChangesResponse',
    repeat: 'read',
  },
  newArticleGroup: { request: 'request: NewArticleGroupRequest', response: 'NewArticleGroupResponse', repeat: 'once' },
  updateArticleGroup: {
    request: 'request: UpdateArticleGroupRequest',
    response: 'UpdateArticleGroupResponse',
    repeat: 'absolute',
  },
  deleteArticleGroup: { request: 'request: DeleteArticleGroupRequest', response: 'DeleteArticleGroupResponse', repeat: 'once' },
  addProductsToArticleGroup: {
    request: 'request: AddProductsToArticleGroupRequest',
    response: 'AddProductsToArticleGroupResponse',
    repeat: 'absolute',
  },
  replaceProductsOfArticleGroup: {
    request: 'request: ReplaceProductsOfArticleGroupRequest',
    response: 'ReplaceProductsOfArticleGroupResponse',
    repeat: 'absolute',
  },
  deleteProductsFromArticleGroup: {
    request: 'request: DeleteProductsFromArticleGroupRequest',
    response: 'DeleteProductsFromArticleGroupResponse',
    repeat: 'absolute',
  },
  getArticleBranchDeviations: {
    request: 'request: GetArticleBranchDeviationsRequest',
    response: 'GetArticleBranchDeviationsResponse',
    repeat: 'read',
  },
  saveArticleBranchDeviations: {
    request: 'request: SaveArticleBranchDeviationsRequest',
    response: 'SaveArticleBranchDeviationsResponse',
    repeat: 'absolute',
  },
  getStock: { request: 'request: GetStockRequest', response: 'GetStockResponse', repeat: 'read' },
  getStockHistory: { request: 'request: GetStockHistoryRequest', response: 'GetStockHistoryResponse', repeat: 'read' },
  getStockHistoryV2: { request: 'request: GetStockHistoryV2Request', response: 'GetStockHistoryResponse', repeat: 'read' },
  updateStock: { request: 'request: UpdateStockRequest', response: 'UpdateStockResponse', repeat: 'once' },
  setStock: { request: 'request: SetStockRequest', response: 'SetStockResponse', repeat: 'absolute' },
  saveStockCorrections: {
    request: 'request: SaveStockCorrectionsRequest',
    response: 'SaveStockCorrectionsResponse',
    repeat: 'once',
  },
  getStockCorrections: {
    request: 'request: GetStockCorrectionsRequest',
    response: 'GetStockCorrectionsResponse',
    repeat: 'read',
  },
  getRelation: { request: 'relationNumber: long', response: 'GetRelationResponse', repeat: 'read' },
  getRelations: { request: 'request?: GetRelationsRequest', response: 'GetRelationsResponse', repeat: 'read' },
  findRelation: { request: 'relation?: Relation', response: 'FindRelationResponse', repeat: 'read' },
  findRelationV2: { request: 'request: FindRelationV2Request', response: 'FindRelationV2Response', repeat: 'read' },
  createRelation: { request: 'relation?: Relation', response: 'CreateRelationResponse', repeat: 'once' },
  updateRelation: { request: 'relation?: Relation', response: 'UpdateRelationResponse', repeat: 'absolute' },
  createOrder: { request: 'order?: Order', response: 'CreateOrderResponse', repeat: 'once' },
  createOrderV2: { request: 'request: CreateOrderV2Request', response: 'CreateOrderV2Response', repeat: 'once' },
  createOrderV3: { request: 'request: CreateOrderV3Request', response: 'CreateOrderV3Response', repeat: 'keyed' },
  updateOrder: { request: 'order?: Order', response: 'UpdateOrderResponse', repeat: 'once' },
  updateOrderV2: { request: 'request: UpdateOrderV2Request', response: 'UpdateOrderV2Response', repeat: 'once' },
  saveOrder: { request: 'order?: Order', response: 'SaveOrderResponse', repeat: 'once' },
  getOrder: { request: 'orderId: string', response: 'GetOrderResponse', repeat: 'read' },
  findOrder: { request: 'extOrderId: string', response: 'GetOrderResponse', repeat: 'read' },
  getOrders: { request: 'request: GetOrdersRequest', response: 'GetOrdersResponse', repeat: 'read' },
  getOrdersByExtOrderIds: {
    request: 'request: GetOrdersByExtOrderIdsRequest',
    response: 'GetOrdersByExtOrderIdsResponse',
    repeat: 'read',
  },
  getOrderChanges: { request: 'request: GetOrderChangesRequest', response: 'GetOrderChangesResponse', repeat: 'read' },
  cancelOrder: { request: 'orderId: string, request?: CancelOrderRequest', response: 'CancelOrderResponse', repeat: 'once' },
  cancelOrderV2: { request: 'request: CancelOrderV2Request', response: 'CancelOrderResponse', repeat: 'once' },
  payOrder: { request: 'request: PayOrderRequest', response: 'PayOrderResponse', repeat: 'once' },
  payOrderV2: { request: 'request: PayOrderV2Request', response: 'PayOrderV2Response', repeat: 'keyed' },
  deliverOrder: { request: 'request: DeliverOrderRequest', response: 'DeliverOrderResponse', repeat: 'once' },
  deliverOrderV2: { request: 'request: DeliverOrderV2Request', response: 'DeliverOrderV2Response', repeat: 'once' },
  getOrderCategories: { request: '', response: 'GetOrderCategoriesResponse', repeat: 'read' },
  getInvoice: { request: 'invoiceId: string', response: 'GetInvoiceResponse', repeat: 'read' },
  findInvoice: { request: 'extInvoiceId: string', response: 'GetInvoiceResponse', repeat: 'read' },
  getInvoices: { request: 'request: GetInvoicesRequest', response: 'GetInvoicesResponse', repeat: 'read' },
  saveInvoice: { request: 'invoice: Invoice', response: 'SaveInvoiceResponse', repeat: 'once' },
  payInvoice: { request: 'request: PayInvoiceRequest', response: 'PayInvoiceResponse', repeat: 'once' },
  creditInvoice: { request: 'invoiceId: string', response: 'CreditInvoiceResponse', repeat: 'once' },
  creditInvoiceV2: { request: 'request: CreditInvoiceV2Request', response: 'CreditInvoiceV2Response', repeat: 'once' },
  createInvoiceFromPackingSlips: {
    request: 'request: CreateInvoiceFromPackingSlipsRequest',
    response: 'CreateInvoiceFromPackingSlipsResponse',
    repeat: 'keyed',
  },
  getPackingSlips: { request: 'request: GetPackingSlipsRequest', response: 'GetPackingSlipsResponse', repeat: 'read' },
  getPackingSlipsByOrder: {
    request: 'request: GetPackingSlipsByOrderRequest',
    response: 'GetPackingSlipsByOrderResponse',
    repeat: 'read',
  },
  getReceipts: { request: 'request: GetReceiptsRequest', response: 'GetReceiptsResponse', repeat: 'read' },
  getReceipt: { request: 'receiptId: string', response: 'GetReceiptResponse', repeat: 'read' },
  getReceiptsByOrder: { request: 'orderId: string', response: 'GetReceiptsByOrderResponse', repeat: 'read' },
  getBranches: { request: '', response: 'getBranchesResponse', repeat: 'read' },
  getEmployees: { request: 'request?: getEmployeesRequest', response: 'GetEmployeesResponse', repeat: 'read' },
  getEmployee: { request: 'employeeNumber: long', response: 'GetEmployeeResponse', repeat: 'read' },
  getVatGroupList: { request: '', response: 'getVatGroupListResponse', repeat: 'read' },
  getPaymentMethods: { request: '', response: 'GetPaymentMethodsResponse', repeat: 'read' },
  getPaymentMethodsV2: { request: 'request: GetPaymentMethodsRequest', response: 'GetPaymentMethodsResponse', repeat: 'read' },
  getAvailablePaymentMethodsV2: {
    request: 'request: GetAvailablePaymentMethodsV2Request',
    response: 'GetAvailablePaymentMethodsResponse',
    repeat: 'read',
  },
  getDeliveryMethods: { request: '', response: 'GetDeliveryMethodsResponse', repeat: 'read' },
  getDeliveryMethodsV2: {
    request: 'request: GetDeliveryMethodsV2Request',
    response: 'GetDeliveryMethodsV2Response',
    repeat: 'read',
  },
  getTurnoverGroups: { request: 'request: GetTurnoverGroupsRequest', response: 'GetTurnoverGroupsResponse', repeat: 'read' },
  getPriceGroupList: { request: '', response: 'getPriceGroupListResponse', repeat: 'read' },
  getSalesPriceList: { request: '', response: 'getSalesPriceListResponse', repeat: 'read' },
  getCardCategories: { request: '', response: 'GetCardCategoriesResponse', repeat: 'read' },
  getCustomFieldLists: { request: '', response: 'GetCustomFieldListsResponse', repeat: 'read' },
  getWebhookConsumers: {
    request: 'request: GetWebhookConsumersRequest',
    response: 'GetWebhookConsumersResponse',
    repeat: 'read',
  },
} satisfies Record<string, OperationRow>;

export type OperationName = keyof typeof OPERATIONS;
