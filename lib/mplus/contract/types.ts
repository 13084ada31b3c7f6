/**
 * The complex types of the MplusKASSA SOAP service that this pack reads or writes, one row a type, fields in schema order: the
 * service expects elements in this order (reference 1.1).
 *
 * Notation of a field: `name<cardinality>: kind`. Cardinality: none = exactly one, `?` = 0..1, `*` = 0..n, `+` = 1..n.
 * Kinds: `string`, `boolean`, `int`, `long`, `short`, `decimal`; `cents` = whole number of cents; `quantity(companion)` = whole
 * number scaled by the field named in brackets; `percent` = whole number whose unit differs per installation (reference 2.3);
 * `date` and `dateTime` = SoapMplusDate and SoapMplusDateTime; `xsdDate` and `xsdDateTime` = ISO text; anything else names a row of
 * this table or of enums.ts.
 *
 * Left out on purpose: fields of subjects this integration does not touch (images, vouchers, EFT receipts, timelines, webhook session
 * data, contracts, nutrition). They are optional in the schema, skipped on reading and never sent.
 *
 * Source: vendor WSDL of service 67.1.3; `cents` and companions as the vendor's client converts them (reference 2.1, 2.2).
 */
export const TYPES = {
  getApiVersionResponse: `
    majorNumber: int, minorNumber: int, revisionNumber: int, databaseMajorNumber?: int, databaseMinorNumber?: int,
    databaseRevisionNumber?: int, serviceMajorNumber?: int, serviceMinorNumber?: int, serviceRevisionNumber?: int,
    serviceBuildNumber?: int, serviceDate?: date, serviceDateTime?: dateTime, serviceProcessId?: int,
    serviceHostname?: string, serviceIpAddresses*: string, serviceMinWorkerThreads?: int,
    serviceMaxWorkerThreads?: int, serverMajorNumber?: int, serverMinorNumber?: int, serverRevisionNumber?: int,
    serverDate?: date, serverDateTime?: dateTime, inDebugMode: boolean, isSlaveApi?: boolean,
    slaveApiType?: SlaveApiType, slaveBranchNumber?: int, slaveWorkplaceNumber?: int,
    serviceVersionDisplayString?: string
  `,
  getDatabaseVersionResponse: `
    majorNumber: int, minorNumber: int, revisionNumber: int, serverMajorNumber?: int, serverMinorNumber?: int,
    serverRevisionNumber?: int, serverDate?: date, serverDateTime?: dateTime
  `,
  GetLicenseInformationResponse:
    'obscuredLicenseKey?: string, companyName?: string, city?: string, licensedBranches?: LicensedBranchList',
  LicensedBranch: `
    branchNumber: int, branchName?: string, workplaceLimit?: int, isGKS?: boolean,
    licensedModules?: LicensedModuleList
  `,
  LicensedModule: 'moduleGroup: int, moduleNumber: int, moduleDescription?: string',
  getCurrentSyncMarkersResponse: `
    articleSyncMarker: long, articleGroupSyncMarker?: long, relationSyncMarker: long, employeeSyncMarker: long,
    invoiceSyncMarker: long, receiptSyncMarker: long, orderSyncMarker: long, proposalSyncMarker?: long,
    stockId?: long, ticketCounterSaleSyncMarker?: long, purchaseOrderSyncMarker?: long,
    purchaseDeliverySyncMarker?: long, relationPointsSyncMarker?: long, cashDrawerBalancingSyncMarker?: long,
    activitySyncMarker?: long, packingSlipSyncMarker?: long, dayStockConfigurationSyncMarker?: long
  `,
  GetCurrentSyncMarkersV2Request: `
    includeArticleSyncMarker?: boolean, includeArticleGroupSyncMarker?: boolean,
    includeRelationSyncMarker?: boolean, includeEmployeeSyncMarker?: boolean, includeInvoiceSyncMarker?: boolean,
    includeReceiptSyncMarker?: boolean, includeOrderSyncMarker?: boolean, includeProposalSyncMarker?: boolean,
    includeStockId?: boolean, includeTicketCounterSaleSyncMarker?: boolean,
    includePurchaseOrderSyncMarker?: boolean, includePurchaseDeliverySyncMarker?: boolean,
    includeRelationPointsSyncMarker?: boolean, includeCashDrawerBalancingSyncMarker?: boolean,
    includeActivitySyncMarker?: boolean, includePackingSlipSyncMarker?: boolean,
    includeDayStockConfigurationSyncMarker?: boolean, includePreparationMethodGroupSyncMarker?: boolean,
    includeArticleAlterationsGroupsSyncMarker?: boolean,
    includeArticleNutritionalCharacteristicsSyncMarker?: boolean,
    includeRelationNutritionalCharacteristicsSyncMarker?: boolean, includeBranchGroupSyncMarker?: boolean
  `,
  GetCurrentSyncMarkersV2Response: `
    articleSyncMarker?: long, articleGroupSyncMarker?: long, relationSyncMarker?: long, employeeSyncMarker?: long,
    invoiceSyncMarker?: long, receiptSyncMarker?: long, orderSyncMarker?: long, proposalSyncMarker?: long,
    stockId?: long, ticketCounterSaleSyncMarker?: long, purchaseOrderSyncMarker?: long,
    purchaseDeliverySyncMarker?: long, relationPointsSyncMarker?: long, cashDrawerBalancingSyncMarker?: long,
    activitySyncMarker?: long, packingSlipSyncMarker?: long, dayStockConfigurationSyncMarker?: long,
    preparationMethodGroupSyncMarker?: long, articleAlterationsGroupsSyncMarker?: long,
    articleNutritionalCharacteristicsSyncMarker?: long, relationNutritionalCharacteristicsSyncMarker?: long,
    branchGroupSyncMarker?: long
  `,
  GetProductsRequest: `
    articleNumbers*: long, groupNumbers*: int, pluNumbers: TextList, onlyWebshop?: boolean, onlyActive?: boolean,
    syncMarker?: long, syncMarkerLimit?: int, syncMarkerExcludePreparationMethods?: boolean,
    changedSinceTimestamp?: dateTime, changedSinceBranchNumber?: int,
    includeAllArticlesOfSelectedProducts?: boolean, productNumbers*: long
  `,
  Text: 'text: string',
  GetProductsResponse: 'productList: ProductList',
  Product: `
    productNumber?: long, syncMarker?: long, description?: string, extraText?: string, articleList?: ArticleList,
    groupNumbers*: int, sortOrderGroupList?: SortOrderGroupList
  `,
  Article: `
    articleNumber?: long, extArticleId?: string, pluNumber?: string, syncMarker?: long, changeTimestamp?: dateTime,
    createTimestamp?: dateTime, active?: boolean, description?: string, colour?: string, colourSequenceNumber?: int,
    size?: string, sizeSequenceNumber?: int, invoiceText?: string, receiptText?: string, displayText?: string,
    barcode?: string, barcodeDate?: date, contentUnit?: string,
    contentQuantity?: quantity(contentQuantityDecimalPlaces), contentQuantityDecimalPlaces?: int,
    brandName?: string, extraText?: string, turnoverGroup?: int, vatCode?: int, vatPercentage?: percent,
    vatCodeAlternative?: int, vatPercentageAlternative?: percent, averagePurchasePrice?: cents,
    purchasePrice?: cents, priceIncl?: cents, priceExcl?: cents, siUnit?: string, unit?: string,
    orderQuantityValue?: quantity(orderQuantityDecimalPlaces), orderQuantityDecimalPlaces?: int,
    supplierRelationNumber?: long, supplierRelationName?: string, supplierArticleNumber?: string, webshop?: boolean,
    categoryId?: int, categoryIds?: CategoryIdSet, stockArticle?: boolean, articleDiscountGroupNumber?: int,
    articleDiscountGroupName?: string, specialPrice?: ArticleSpecialPrice, showPreparationMethodsDirectly?: boolean,
    showPreparationMethodsPerGroup?: boolean, exchangeRateBuyPrice?: quantity(exchangeRateBuyPriceDecimalPlaces),
    exchangeRateBuyPriceDecimalPlaces?: int, exchangeRateSellPrice?: quantity(exchangeRateSellPriceDecimalPlaces),
    exchangeRateSellPriceDecimalPlaces?: int, exchangeRateMultiplier?: int, customFieldList?: CustomFieldList,
    salesPriceList?: SalesPriceList, priceGroupList?: PriceGroupList, preparationMethodList?: PreparationMethodList,
    componentArticleList?: ComponentArticleList, linkedArticleList?: LinkedArticleList, barcodeList?: BarcodeList,
    askFor?: ArticleAskFor, discontinued?: boolean, stockSiUnit?: string, specialBehaviour?: SpecialBehaviour,
    ageCheckMinimumAge?: int, oldestBestBeforeDate?: xsdDate, shelfLifeInDays?: int, shelfLifeInHours?: int,
    priceDeviationMin?: decimal, priceDeviationMax?: decimal, availableForInterbranchOrdering?: boolean
  `,
  CustomField: `
    fieldName: string, dataType?: DataType, isRequired?: boolean, strValue?: string, intValue?: long,
    decimalPlaces?: int, boolValue?: boolean, dateValue?: date, dateTimeValue?: dateTime, multiSelectInt*: int
  `,
  SalesPrice: `
    salesPriceNumber: int, description?: string, startDate?: date, endDate?: date, priceIncl?: cents,
    priceExcl?: cents, discountPercentage?: percent, minimumAmount?: int
  `,
  PriceGroup: `
    priceGroupNumber: int, description?: string, priceIncl?: cents, priceExcl?: cents, discountPercentage?: percent,
    minimumAmount?: int
  `,
  PreparationMethod: `
    articleNumber?: long, description: string, priceIncl?: cents, priceExcl?: cents, vatCode?: int,
    vatPercentage?: percent, vatCodeAlternative?: int, vatPercentageAlternative?: percent, syncMarker?: long,
    closeAfterSelection: boolean, groupNumber?: int, groupName?: string, maxOneSelection: boolean,
    selectionRequired: boolean, selectionRangeMin?: int, selectionRangeMax?: int
  `,
  ComponentArticle: `
    articleNumber?: long, quantity?: quantity(decimalPlaces), decimalPlaces?: int, description?: string,
    invoiceText?: string, receiptText?: string, displayText?: string, barcode?: string, barcodeDate?: date,
    contentUnit?: string, contentQuantity?: quantity(contentQuantityDecimalPlaces),
    contentQuantityDecimalPlaces?: int, turnoverGroup?: int, vatCode?: int, vatPercentage?: percent,
    vatCodeAlternative?: int, vatPercentageAlternative?: percent, purchasePrice?: cents, priceIncl?: cents,
    priceExcl?: cents, linkedArticleList?: LinkedArticleList
  `,
  LinkedArticle: 'articleNumber: long, quantity: quantity(decimalPlaces), decimalPlaces?: int',
  Barcode: `
    barcodeId?: long, description?: string, barcode?: string, barcodeDate?: date,
    quantity?: quantity(decimalPlaces), decimalPlaces?: int, contentUnit?: string,
    contentQuantity?: quantity(contentQuantityDecimalPlaces), contentQuantityDecimalPlaces?: int,
    purchasePrice?: cents, priceIncl?: cents, priceExcl?: cents, isCurrent?: boolean
  `,
  SortOrderGroup: 'groupNumber: int, sortOrder: int',
  CreateProductResponse: `
    result: CreateProductResult, productNumber: long, articleNumbers*: long, changeTimestamp?: dateTime,
    syncMarker?: long, errorMessage: string
  `,
  UpdateProductResponse: `
    result: UpdateProductResult, existingArticleNumbers*: long, newArticleNumbers*: long,
    changeTimestamp?: dateTime, syncMarker?: long, errorMessage: string
  `,
  GetArticleGroupsRequest: 'syncMarker?: long, syncMarkerLimit?: int, groupNumbers*: int, retrieveArticleNumbers?: boolean',
  GetArticleGroupsResponse: 'articleGroupList: ArticleGroupList',
  ArticleGroup: `
    groupNumber: int, syncMarker?: long, name: string, text: string, subGroupList: ArticleGroupList, sortOrder: int,
    productNumbers?: NumberList, articleNumbers?: NumberList, isDeleted?: boolean
  `,
  GetArticleGroupChangesRequest: 'syncMarker?: long, syncMarkerLimit?: int, groupNumbers*: int',
  GetArticleGroupChangesResponse: 'changedArticleGroupList: ChangedArticleGroupList',
  ChangedArticleGroup: `
    groupNumber: int, parentGroupNumber?: int, syncMarker?: long, name: string, text: string,
    subGroupNumbers?: NumberList, sortOrder: int, productNumbers?: NumberList, isDeleted?: boolean
  `,
  NewArticleGroupRequest: 'parentGroupNumber: int, name: string, text: string, sortOrder?: int, imageId?: long',
  NewArticleGroupResponse: 'result: NewArticleGroupResult, groupNumber: int',
  UpdateArticleGroupRequest:
    'groupNumber: int, name?: string, text?: string, sortOrder?: int, imageId?: long, parentGroupNumber?: int',
  UpdateArticleGroupResponse: 'result: UpdateArticleGroupResult',
  DeleteArticleGroupRequest: 'groupNumber: int',
  DeleteArticleGroupResponse: 'result: DeleteArticleGroupResult',
  AddProductsToArticleGroupRequest: 'groupNumber: int, position?: int, productNumbers: NumberList',
  AddProductsToArticleGroupResponse: 'result: AddProductsToArticleGroupResult',
  ReplaceProductsOfArticleGroupRequest: 'groupNumber: int, productNumbers: NumberList',
  ReplaceProductsOfArticleGroupResponse: 'result: ReplaceProductsOfArticleGroupResult',
  DeleteProductsFromArticleGroupRequest: 'groupNumber: int, productNumbers?: NumberList, removeAll?: boolean',
  DeleteProductsFromArticleGroupResponse: 'result: DeleteProductsFromArticleGroupResult',
  GetArticleBranchDeviationsRequest: 'articleNumbers?: ArticleNumberList, branchFilter?: BranchFilter',
  ArticleBranchDeviationLine: `
    articleNumber: long, branchNumber: int, description?: string, salesPriceIncl?: decimal,
    salesPriceExcl?: decimal, specialPrice?: ArticleSpecialPrice, oldestBestBeforeDate?: xsdDate
  `,
  SaveArticleBranchDeviationsResponse: 'result: SaveArticleBranchDeviationsResponseResult, errorMessage: string',
  GetStockRequest: `
    branchNumber: int, articleNumbers: ArticleNumberList, stockId?: long, dayStockOnlyFilter?: boolean,
    branchNumbers?: BranchNumberList
  `,
  ArticleStock: `
    branchNumber?: int, articleNumber: long, changeTimestamp?: dateTime, stockId: long,
    amountFree: quantity(decimalPlacesFree), decimalPlacesFree?: int,
    amountReserved: quantity(decimalPlacesReserved), decimalPlacesReserved?: int,
    amountIncoming: quantity(decimalPlacesIncoming), decimalPlacesIncoming?: int, ownAmountFree?: decimal,
    ownAmountReserved?: decimal, ownAmountIncoming?: decimal, subArticle*: ArticleStock, isDayStockArticle: boolean
  `,
  GetStockHistoryRequest: `
    branchNumber: int, articleNumbers?: ArticleNumberList, fromFinancialDateTime?: dateTime,
    throughFinancialDateTime?: dateTime, sinceStockId?: long, sinceStockIdLimit?: int
  `,
  ArticleStockHistory: `
    stockId: long, timestamp: dateTime, branchNumber?: int, articleNumber: long,
    amountChanged: quantity(decimalPlaces), decimalPlaces?: int, type: StockHistoryType, orderId?: string,
    packingSlipId?: string, invoiceId?: string, invoiceNumber?: YearNumber, invoiceBarcode?: string,
    receiptId?: string, receiptNumber?: WorkplaceYearNumber, receiptBarcode?: string, correctionNumber?: YearNumber,
    beforeCorrectionQuantity?: quantity(beforeCorrectionDecimalPlaces), beforeCorrectionDecimalPlaces?: int,
    afterCorrectionQuantity?: quantity(afterCorrectionDecimalPlaces), afterCorrectionDecimalPlaces?: int,
    deliveryNumber?: YearNumber, internalShipmentNumber?: YearNumber, internalDeliveryNumber?: YearNumberPart,
    branchInvoiceNumber?: TransactionNumber
  `,
  YearNumber: 'year: int, number: long',
  WorkplaceYearNumber: 'branchNumber: int, workplaceNumber: int, year: int, number: long',
  YearNumberPart: 'year: int, number: long, part: int',
  TransactionNumber: 'displayString?: string, branch: int, workplace?: int, number: YearNumber',
  GetStockHistoryV2Request: `
    branchNumbers*: int, articleNumbers?: ArticleNumberList, fromFinancialDateTime?: dateTime,
    throughFinancialDateTime?: dateTime, sinceStockId?: long, sinceStockIdLimit?: int
  `,
  UpdateStockRequest: `
    branchNumber: int, articleNumber: long, amountChanged: quantity(decimalPlaces), decimalPlaces?: int,
    employeeNumber?: long, reference?: string
  `,
  UpdateStockResponse: 'result: UpdateStockResult, stockId?: long',
  SetStockRequest: `
    branchNumber: int, articleNumber: long, amount: quantity(decimalPlaces), decimalPlaces?: int,
    employeeNumber?: long, reference?: string
  `,
  SetStockResponse: 'result: SetStockResult, stockId?: long',
  SaveStockCorrectionsRequest: `
    branchNumber: int, employeeNumber: long, reference: string, stockCorrectionList: StockCorrectionList,
    correctionType?: StockCorrectionType, correctionMode?: StockCorrectionMode, reason?: string,
    plannedCycleCountId?: string
  `,
  StockCorrection: 'articleNumber: long, amount: quantity(decimalPlaces), decimalPlaces?: int',
  SaveStockCorrectionsResponse: 'result: SaveStockCorrectionsResult, stockId?: long, failedArticleNumber?: long',
  GetStockCorrectionsRequest: `
    employeeNumbers*: long, branchNumbers*: int, articleNumbers*: long, fromFinancialDate?: xsdDate,
    throughFinancialDate?: xsdDate, correctionType?: StockCorrectionType, stockCorrectionNumber?: YearNumber,
    includeStockCorrectionLineList?: boolean
  `,
  GetStockCorrectionsResponse: 'stockCorrectionList: StockCorrectionV2List',
  StockCorrectionV2: `
    stockCorrectionNumber: YearNumber, branchNumber: int, branchCorrectionNumber?: int, entryTimestamp: xsdDateTime,
    employeeNumber?: long, reference?: string, correctionType?: StockCorrectionType, reason?: string,
    stockCorrectionLineListCount?: int, stockCorrectionLineList: StockCorrectionLineV2List
  `,
  StockCorrectionLineV2: 'articleNumber: long, amountOld: decimal, amountNew: decimal, stockId: long',
  GetRelationResponse: 'result: GetRelationResult, relation: Relation',
  Relation: `
    relationNumber?: long, extRelationId?: string, syncMarker?: long, createTimestamp?: dateTime,
    changeTimestamp?: dateTime, active?: boolean, name?: string, address?: string, zipcode?: string, city?: string,
    country?: string, deliveryAddress?: string, deliveryZipcode?: string, deliveryCity?: string,
    deliveryCountry?: string, contact?: string, telephone?: string, mobile?: string, email?: string,
    website?: string, birthDate?: date, relationCode?: string, points?: int, balance?: long, priceGroupNumber?: int,
    discountPercentage?: percent, categoryId?: int, categoryIds?: CategoryIdSet, cardNumber?: string,
    bankAccountNumber?: string, creditLimit?: long, paymentWithinDays?: int, vatNumber?: string,
    commerceNumber?: string, extraText?: string, defaultVatMethod?: VatMethod, neverPrintOrEmailReceipt?: boolean,
    alwaysPrintReceipt?: boolean, alwaysPrintLargeFormatReceipt?: boolean, alwaysEmailReceipt?: boolean,
    condenseCombinedInvoice?: boolean, customFieldList?: CustomFieldList, contactList?: RelationList,
    companyName?: string, branchesNonPurchasable*: int, cardNumbers*: string, invoiceCredit?: decimal,
    accountBalance?: decimal, salePromotionIds?: IdList, directDebit?: boolean, reminderEmail?: string,
    canEarnPoints?: boolean, canRedeemPoints?: boolean, cantRedeemPointsReason?: string
  `,
  GetRelationsRequest: 'relationNumbers*: long, categoryId?: int, syncMarker?: long, syncMarkerLimit?: int',
  GetRelationsResponse: 'relationList: RelationList',
  FindRelationResponse: 'result: FindRelationResult, relation?: Relation',
  FindRelationV2Request: 'relation: Relation, exactMatch?: boolean',
  FindRelationV2Response: 'result: FindRelationResult, relation?: Relation',
  CreateRelationResponse: `
    result: CreateRelationResult, relationNumber: long, changeTimestamp?: dateTime, syncMarker?: long,
    errorMessage: string
  `,
  UpdateRelationResponse: 'result: UpdateRelationResult, errorMessage: string, changeTimestamp?: dateTime, syncMarker?: long',
  Order: `
    orderId: string, extOrderId?: string, invoiceIds?: IdList, extInvoiceIds?: IdList, transactionString?: string,
    syncMarker?: long, orderType?: OrderType, entryBranchNumber?: int, entryExtBranchId?: string,
    employeeNumber?: long, employeeName?: string, entryTimestamp?: dateTime, relationNumber?: long,
    relationName?: string, relationCategoryId?: int, relationBankAccountNumber?: string, relationVatNumber?: string,
    deliveryAddress?: Address, invoiceAddress?: Address, financialDate?: date, financialBranchNumber?: int,
    financialExtBranchId?: string, workplaceNumber?: int, reference?: string, activityId?: string,
    totalInclAmount?: cents, totalExclAmount?: cents, vatMethod?: VatMethod, vatGroupList?: VatGroupList,
    deliveryMethod?: string, deliveryDate?: date, deliveryPeriodBegin?: dateTime, deliveryPeriodEnd?: dateTime,
    paymentMethod?: string, changeCounter?: int, versionNumber?: int, prepaidAmount?: cents, fullyPaid?: boolean,
    deliveryState?: OrderDeliveryState, cancelState?: OrderCancelState, completeState?: OrderCompleteState,
    tableNumber?: int, tableSubNumber?: int, tableDescription?: string, numberOfGuests?: int,
    orderNumber?: YearNumber, branchOrderNumber?: WorkplaceYearNumber, orderBarcode?: string,
    orderCategoryNumber?: int, orderCategoryDescription?: string, onDeliveryUrl?: string, onInvoiceUrl?: string,
    lineList?: LineList, paymentList?: PaymentList, vatChange?: VatChange, vatCountryCode?: short,
    vatCountryIso3?: string, cateringOrderNumber?: YearNumber, invoiceNumbers?: YearNumberList,
    packingSlipIds?: IdList, packingSlipNumbers?: YearNumberList, proposalId?: string, extProposalId?: string,
    proposalNumber?: YearNumber, branchGroupNumber?: int, ownerId?: string,
    branchInvoiceNumbers?: TransactionNumberList
  `,
  Address: `
    addressId?: string, name?: string, contact?: string, address?: string, zipcode?: string, city?: string,
    country?: string, label?: string, companyName?: string, supplierInformation?: string
  `,
  VatGroup: `
    branchNumber?: int, extBranchId?: string, countryCode?: short, countryIso3?: string, vatCode: int,
    vatPercentage: percent, exclAmount?: cents, vatAmount?: cents, accountNumber?: int
  `,
  Line: `
    lineId?: string, employeeNumber?: long, articleNumber: long, pluNumber?: string, text?: string,
    supplierRelationNumber?: long, supplierRelationName?: string, supplierArticleNumber?: string, data?: LineData,
    courseNumber?: int, menuHash?: string, menuDescription?: string, menuAmount?: cents, lineType?: LineType,
    preparationList?: LineList, suppressDisposableComponent?: boolean, tempId?: string, retourReason?: string,
    sequenceNumber?: int, uncondensedLines?: LineList, tempLineId?: string, articleAlterationId?: int,
    lineKind?: LineKind, salesOrderLineId?: string
  `,
  LineData: `
    quantity: quantity(decimalPlaces), decimalPlaces?: int, deliveredQuantity?: quantity(deliveredDecimalPlaces),
    deliveredDecimalPlaces?: int, cancelledQuantity?: quantity(cancelledDecimalPlaces),
    cancelledDecimalPlaces?: int, price?: cents, priceExcl?: cents, originalPrice?: cents,
    originalPriceExcl?: cents, purchasePrice?: cents, averagePurchasePrice?: decimal,
    exchangeRateBuyPrice?: quantity(exchangeRateBuyPriceDecimalPlaces), exchangeRateBuyPriceDecimalPlaces?: int,
    exchangeRateSellPrice?: quantity(exchangeRateSellPriceDecimalPlaces), exchangeRateSellPriceDecimalPlaces?: int,
    exchangeRateMultiplier?: int, turnoverGroup?: int, turnoverGroupName?: string,
    turnoverGroupType?: TurnoverGroupType, turnoverGroupAccountNumber?: int, turnoverGroupCostCenter?: string,
    vatCode?: int, vatPercentage?: percent, pricePerQuantity?: int, siUnit?: string, discountType?: DiscountType,
    discountPercentage?: percent, discountAmount?: cents, discountAmountExcl?: cents, bpeId?: string,
    bpeDescription?: string, bpeAmount?: cents, bpeAmountExcl?: cents, menuId?: string, menuLinesId?: string,
    totalInclAmount?: cents, totalExclAmount?: cents, priceType?: PriceType, purchaseAccountNumber?: int,
    stockAccountNumber?: int, bpeAccordationEmployeeNumber?: long, redeemedVoucherIssuanceId?: string,
    pendingVoucherIssuanceStartTs?: xsdDateTime
  `,
  Payment: `
    paymentId?: string, financialDate?: date, entryTimestamp?: dateTime, branchNumber?: int, extBranchId?: string,
    workplaceNumber?: int, employeeNumber?: long, employeeName?: string, method: string, description?: string,
    amount: cents, paymentMethodType?: PaymentMethodType, accountNumber?: int, giftcardNumber?: string,
    externalPaymentId?: string, externalReference?: string
  `,
  CreateOrderResponse: 'result: CreateOrderResult, info: CreateOrderInfo, errorMessage: string',
  CreateOrderInfo: 'orderId: string, orderString: string, orderQueued?: boolean',
  CreateOrderV2Request: `
    order: Order, applySalesAndActions?: boolean, applySalesPrices?: boolean, applyPriceGroups?: boolean,
    scannedVoucherIssuanceCodes*: string
  `,
  CreateOrderV2Response: 'result: CreateOrderResult, order?: Order, errorMessage?: string, info: CreateOrderInfo',
  CreateOrderV3Request: `
    idempotencyKey: string, order: Order, applySalesAndActions?: boolean, applySalesPrices?: boolean,
    applyPriceGroups?: boolean, scannedVoucherIssuanceCodes*: string, prepay?: boolean, paymentList?: PaymentList
  `,
  CreateOrderV3Response: `
    idempotencyResult: IdempotencyResult, result: CreateOrderResult, order?: Order, errorMessage?: string,
    info: CreateOrderInfo, payResult?: PayOrderResult, invoiceId?: string
  `,
  UpdateOrderResponse: 'result: UpdateOrderResult, info: UpdateOrderInfo, errorMessage: string',
  UpdateOrderInfo: 'orderId: string, orderString: string, orderQueued?: boolean',
  UpdateOrderV2Request: 'order: Order, applySalesAndActions?: boolean, applySalesPrices?: boolean, applyPriceGroups?: boolean',
  UpdateOrderV2Response: 'result: UpdateOrderResult, order?: Order, errorMessage?: string, info: UpdateOrderInfo',
  SaveOrderResponse: 'result: SaveOrderResult, info: SaveOrderInfo, errorMessage: string',
  SaveOrderInfo: 'orderId: string, orderString: string, orderQueued?: boolean',
  GetOrderResponse: 'result: GetOrderResult, order?: Order',
  GetOrdersRequest: `
    syncMarker?: long, syncMarkerLimit?: int, fromFinancialDate?: date, throughFinancialDate?: date,
    branchNumbers*: int, employeeNumbers*: long, relationNumbers*: long, supplierRelationNumbers*: long,
    articleNumbers*: long, articleTurnoverGroups*: int, articlePluNumbers: TextList, articleBarcodes: TextList,
    activityId?: string, orderTypeList?: OrderTypeList, orderIds*: string, orderNumbers*: YearNumber,
    includeLineList?: boolean, includeLastMailTimelineEvents?: boolean, includeSigningTimelineEvents?: boolean,
    includeOtherTimelineEvents?: boolean
  `,
  GetOrdersResponse: 'orderList: OrderList',
  GetOrdersByExtOrderIdsRequest: 'syncMarker?: long, syncMarkerLimit?: int, extOrderIds?: IdList',
  GetOrdersByExtOrderIdsResponse: 'orderList: OrderList',
  GetOrderChangesRequest: `
    syncMarker?: long, syncMarkerLimit?: int, fromFinancialDate?: date, throughFinancialDate?: date,
    branchNumbers*: int, employeeNumbers*: long, relationNumbers*: long, articleNumbers*: long,
    articleTurnoverGroups*: int, articlePluNumbers?: TextList, articleBarcodes?: TextList,
    orderTypeList?: OrderTypeList
  `,
  GetOrderChangesResponse: 'orderChangeList: OrderChangeList',
  OrderChange: `
    orderId: string, extOrderId?: string, entryTimestamp?: dateTime, entryBranchNumber?: int, workplaceNumber?: int,
    entryExtBranchId?: string, financialBranchNumber?: int, financialExtBranchId?: string, reference?: string,
    changeCounter?: int, versionNumber?: int, orderNumber?: YearNumber, syncMarker?: long, tableNumber?: int,
    tableDescription?: string, orderType?: OrderType, employeeNumberOld?: long, employeeNumberNew?: long,
    employeeNameOld?: string, employeeNameNew?: string, relationNumberOld?: long, relationNumberNew?: long,
    relationNameOld?: string, relationNameNew?: string, deliveryAddressOld?: Address, deliveryAddressNew?: Address,
    invoiceAddressOld?: Address, invoiceAddressNew?: Address, financialDateOld?: date, financialDateNew?: date,
    totalInclAmountOld?: cents, totalInclAmountNew?: cents, totalExclAmountOld?: cents, totalExclAmountNew?: cents,
    vatMethodOld?: VatMethod, vatMethodNew?: VatMethod, deliveryMethodOld?: string, deliveryMethodNew?: string,
    deliveryDateOld?: date, deliveryDateNew?: date, deliveryPeriodBeginOld?: dateTime,
    deliveryPeriodBeginNew?: dateTime, deliveryPeriodEndOld?: dateTime, deliveryPeriodEndNew?: dateTime,
    paymentMethodOld?: string, paymentMethodNew?: string, prepaidAmountOld?: cents, prepaidAmountNew?: cents,
    fullyPaidOld?: boolean, fullyPaidNew?: boolean, deliveryStateOld?: OrderDeliveryState,
    deliveryStateNew?: OrderDeliveryState, cancelStateOld?: OrderCancelState, cancelStateNew?: OrderCancelState,
    completeStateOld?: OrderCompleteState, completeStateNew?: OrderCompleteState, numberOfGuestsOld?: int,
    numberOfGuestsNew?: int, orderCategoryNumberOld?: int, orderCategoryNumberNew?: int,
    orderCategoryDescriptionOld?: string, orderCategoryDescriptionNew?: string, lineChangeList?: LineChangeList,
    vatChangeOld?: VatChange, vatChangeNew?: VatChange
  `,
  LineChange: `
    lineId?: string, versionNumber?: int, employeeNumber?: long, articleNumber: long, pluNumber?: string,
    supplierRelationNumber?: long, supplierRelationName?: string, supplierArticleNumber?: string,
    lineType?: LineType, added?: boolean, removed?: boolean, data?: LineChangeData, textOld?: string,
    textNew?: string, translatedTextOld?: string, translatedTextNew?: string, courseNumberOld?: int,
    courseNumberNew?: int, menuHashOld?: string, menuHashNew?: string, menuDescriptionOld?: string,
    menuDescriptionNew?: string, menuAmountOld?: cents, menuAmountNew?: cents, menuSequenceNumberOld?: int,
    menuSequenceNumberNew?: int, preparationList?: LineChangeList
  `,
  LineChangeData: `
    quantityOld?: quantity(decimalPlacesOld), quantityNew?: quantity(decimalPlacesNew), decimalPlacesOld?: int,
    decimalPlacesNew?: int, priceOld?: cents, priceNew?: cents, priceExclOld?: cents, priceExclNew?: cents,
    originalPriceOld?: cents, originalPriceNew?: cents, originalPriceExclOld?: cents, originalPriceExclNew?: cents,
    purchasePriceOld?: cents, purchasePriceNew?: cents, averagePurchasePriceOld?: cents,
    averagePurchasePriceNew?: cents, turnoverGroupOld?: int, turnoverGroupNew?: int, turnoverGroupNameOld?: string,
    turnoverGroupNameNew?: string, turnoverGroupTypeOld?: TurnoverGroupType,
    turnoverGroupTypeNew?: TurnoverGroupType, vatCodeOld?: int, vatCodeNew?: int, vatPercentageOld?: int,
    vatPercentageNew?: int, siUnitOld?: string, siUnitNew?: string, discountTypeOld?: DiscountType,
    discountTypeNew?: DiscountType, discountPercentageOld?: int, discountPercentageNew?: int,
    discountAmountOld?: cents, discountAmountNew?: cents, discountAmountExclOld?: cents,
    discountAmountExclNew?: cents, deliveryDateOld?: date, deliveryDateNew?: date,
    deliveryPeriodBeginOld?: dateTime, deliveryPeriodBeginNew?: dateTime, deliveryPeriodEndOld?: dateTime,
    deliveryPeriodEndNew?: dateTime, pointsAmountOld?: cents, pointsAmountNew?: cents, pointsAmountExclOld?: cents,
    pointsAmountExclNew?: cents, bpeIdOld?: string, bpeIdNew?: string, bpeDescriptionOld?: string,
    bpeDescriptionNew?: string, bpeAmountOld?: cents, bpeAmountNew?: cents, bpeAmountExclOld?: cents,
    bpeAmountExclNew?: cents, priceInCreditsOld?: cents, priceInCreditsNew?: cents, totalInclAmountOld?: cents,
    totalInclAmountNew?: cents, totalExclAmountOld?: cents, totalExclAmountNew?: cents
  `,
  CancelOrderRequest: 'branchNumber?: int',
  CancelOrderResponse: 'result: CancelOrderResult, message: string',
  CancelOrderV2Request: 'workplace: WorkplaceIdentifier, employee: EmployeeIdentifier, orderId: string',
  WorkplaceIdentifier: 'branchNumber: int, workplaceNumber: int',
  EmployeeIdentifier: 'employeeNumber: long',
  PayOrderRequest: 'orderId: string, prepay: boolean, paymentList: PaymentList',
  PayOrderResponse: 'result: PayOrderResult, invoiceId?: string, errorMessage: string',
  PayOrderV2Request: 'idempotencyKey: string, orderId: string, prepay: boolean, paymentList: PaymentList',
  PayOrderV2Response: 'idempotencyResult: IdempotencyResult, result: PayOrderResult, invoiceId?: string, errorMessage: string',
  DeliverOrderRequest: 'orderId: string, turnoverType?: DeliverOrderTurnoverType',
  DeliverOrderResponse: 'result: DeliverOrderResult, packingSlipId?: string, invoiceId?: string, errorMessage: string',
  DeliverOrderV2Request: 'orderDelivery: OrderDelivery',
  OrderDelivery: 'orderId: string, lineList: OrderDeliveryLineList, turnoverType?: DeliverOrderTurnoverType',
  OrderDeliveryLine: 'lineId: string, quantity: quantity(decimalPlaces), decimalPlaces?: int',
  DeliverOrderV2Response: 'result: DeliverOrderV2Result, packingSlipId?: string, invoiceId?: string, errorMessage?: string',
  OrderCategory: `
    orderCategoryNumber: int, orderCategoryDescription: string, orderCategoryDependencyNumbers*: int,
    allowCancel: boolean, allowProcess: boolean
  `,
  GetInvoiceResponse: 'result: GetInvoiceResult, invoice?: Invoice',
  Invoice: `
    invoiceId?: string, extInvoiceId?: string, orderIds?: IdList, extOrderIds?: IdList, transactionString?: string,
    syncMarker?: long, invoiceNumber?: YearNumber, invoiceBarcode?: string, invoiceType?: InvoiceType,
    employeeNumber?: long, employeeName?: string, entryTimestamp?: dateTime, relationNumber?: long,
    relationName?: string, relationCategoryId?: int, relationBankAccountNumber?: string, relationVatNumber?: string,
    deliveryAddress?: Address, invoiceAddress?: Address, financialDate?: date, financialBranchNumber?: int,
    financialExtBranchId?: string, workplaceNumber?: int, entryBranchNumber?: int, entryExtBranchId?: string,
    reference?: string, activityId?: string, dueDate?: date, totalInclAmount?: cents, totalExclAmount?: cents,
    vatMethod?: VatMethod, vatGroupList?: VatGroupList, changeCounter?: int, versionNumber?: int,
    paidAmount?: cents, state?: InvoiceState, finalized?: boolean, finalizedTimestamp?: dateTime,
    lineList?: LineList, paymentList?: PaymentList, vatChange?: VatChange, vatCountryCode?: short,
    vatCountryIso3?: string, costCenter?: string, creditedInvoiceId?: string, creditedReason?: string,
    orderCategoryNumber?: int, sessionId?: string, orderNumbers?: YearNumberList, packingSlipIds?: IdList,
    packingSlipNumbers?: YearNumberList, proposalIds?: IdList, extProposalIds?: IdList,
    proposalNumbers?: YearNumberList, salesCategoryNumber?: int, salesCategoryDescription?: string,
    branchGroupNumber?: int, ownerId?: string, branchInvoiceNumber?: TransactionNumber, invoiceReminder?: int,
    targetInvoiceReminder?: int, directDebit?: boolean, mailedTimestamp?: dateTime
  `,
  GetInvoicesRequest: `
    syncMarker?: long, syncMarkerLimit?: int, fromFinancialDate?: date, throughFinancialDate?: date,
    branchNumbers*: int, employeeNumbers*: long, relationNumbers*: long, supplierRelationNumbers*: long,
    articleNumbers*: long, articleTurnoverGroups*: int, articlePluNumbers: TextList, articleBarcodes: TextList,
    activityId?: string, finalizeInvoices?: boolean, invoiceIds*: string, invoiceNumbers*: YearNumber,
    includeLineList?: boolean, branchInvoiceNumbers?: TransactionNumberList, directDebit?: boolean,
    includeLastMailTimelineEvents?: boolean, includeSigningTimelineEvents?: boolean,
    includeDirectDebitTimelineEvents?: boolean, includeOtherTimelineEvents?: boolean
  `,
  GetInvoicesResponse: 'invoiceList: InvoiceList',
  SaveInvoiceResponse: 'result: SaveInvoiceResult, info: SaveInvoiceInfo, errorMessage: string',
  SaveInvoiceInfo: 'invoiceId: string, invoiceString: string, invoiceNumber?: YearNumber, invoiceBarcode?: string',
  PayInvoiceRequest: 'invoiceId: string, paymentList: PaymentList',
  PayInvoiceResponse: 'result: PayInvoiceResult, errorMessage: string',
  CreditInvoiceResponse: 'result: CreditInvoiceResult, message: string',
  CreditInvoiceV2Request: 'invoiceId?: string, financialDate?: date, explanation?: string',
  CreditInvoiceV2Response: 'result?: CreditInvoiceV2Result',
  CreateInvoiceFromPackingSlipsRequest: `
    idempotencyKey: string, packingSlipIds*: string, financialDate: xsdDate, branchNumber: int,
    forcedActivityId?: string
  `,
  CreateInvoiceFromPackingSlipsResponse:
    'idempotencyResult: IdempotencyResult, result: CreateInvoiceFromPackingSlipsResponseResult, invoiceId?: string',
  GetPackingSlipsRequest: `
    syncMarker?: long, syncMarkerLimit?: int, fromFinancialDate?: date, throughFinancialDate?: date,
    branchNumbers*: int, employeeNumbers*: long, relationNumbers*: long, supplierRelationNumbers*: long,
    articleNumbers*: long, articleTurnoverGroups*: int, articlePluNumbers?: TextList, articleBarcodes?: TextList,
    activityId?: string, packingSlipIds*: string, packingSlipNumbers*: YearNumber, includeLineList?: boolean,
    typeFilter*: PackingSlipType
  `,
  GetPackingSlipsResponse: 'packingSlipList: PackingSlipList',
  PackingSlip: `
    packingSlipId: string, packingSlipNumber?: YearNumber, packingSlipBarcode?: string, orderId?: string,
    extOrderId?: string, orderNumber?: YearNumber, orderBarcode?: string, invoiceId?: string, extInvoiceId?: string,
    invoiceNumber?: YearNumber, invoiceBarcode?: string, transactionString?: string, syncMarker?: long,
    employeeNumber?: long, employeeName?: string, entryTimestamp?: dateTime, relationNumber?: long,
    relationName?: string, relationCategoryId?: int, relationBankAccountNumber?: string, relationVatNumber?: string,
    deliveryAddress?: Address, invoiceAddress?: Address, financialDate?: date, financialBranchNumber?: int,
    financialExtBranchId?: string, workplaceNumber?: int, entryBranchNumber?: int, entryExtBranchId?: string,
    reference?: string, activityId?: string, totalInclAmount?: cents, totalExclAmount?: cents, changeCounter?: int,
    state?: PackingSlipState, onInvoiceUrl?: string, lineList?: LineList, costCenter?: string,
    orderCategoryNumber?: int, packingSlipType?: PackingSlipType, vatMethod?: VatMethod, sessionId?: string,
    proposalId?: string, extProposalId?: string, proposalNumber?: YearNumber, branchGroupNumber?: int,
    ownerId?: string, branchInvoiceNumber?: TransactionNumber
  `,
  GetPackingSlipsByOrderRequest: 'orderId: string',
  GetPackingSlipsByOrderResponse: 'packingSlipList: PackingSlipList',
  GetReceiptsRequest: `
    syncMarker?: long, syncMarkerLimit?: int, fromFinancialDate?: date, throughFinancialDate?: date,
    branchNumbers*: int, employeeNumbers*: long, relationNumbers*: long, supplierRelationNumbers*: long,
    articleNumbers*: long, articleTurnoverGroups*: int, articlePluNumbers: TextList, articleBarcodes: TextList,
    activityId?: string, includeOrderReferences?: boolean, receiptIds*: string, includeLineList?: boolean,
    includeLastMailTimelineEvents?: boolean, includeSigningTimelineEvents?: boolean,
    includeOtherTimelineEvents?: boolean
  `,
  GetReceiptsResponse: 'receiptList: ReceiptList',
  Receipt: `
    receiptId: string, extReceiptId?: string, orderIds?: IdList, extOrderIds?: IdList, transactionString?: string,
    syncMarker?: long, receiptNumber?: WorkplaceYearNumber, receiptBarcode?: string, receiptType: ReceiptType,
    employeeNumber: long, employeeName: string, entryTimestamp: dateTime, relationNumber?: long,
    relationName?: string, relationCategoryId?: int, relationBankAccountNumber?: string, financialDate: date,
    financialBranchNumber: int, financialExtBranchId?: string, workplaceNumber: int, entryBranchNumber?: int,
    entryExtBranchId?: string, reference?: string, activityId?: string, totalInclAmount: cents,
    totalExclAmount: cents, vatMethod: VatMethod, vatGroupList?: VatGroupList, changeCounter?: int,
    versionNumber?: int, paidAmount: cents, state: ReceiptState, lineList?: LineList, paymentList?: PaymentList,
    vatChange?: VatChange, numberOfGuests?: int, creditedReceiptId?: string, tableNumber?: int,
    tableSubNumber?: int, salesCategoryNumber?: int, salesCategoryDescription?: string, branchGroupNumber?: int,
    ownerId?: string
  `,
  GetReceiptResponse: 'result: GetReceiptResult, receipt?: Receipt',
  GetReceiptsByOrderResponse: 'result: GetReceiptsByOrderResult, receiptList: ReceiptList',
  getBranchesResponse: 'branches: BranchList',
  Branch: `
    branchNumber: int, branchName: string, relationNumber?: long, abbreviation: string, extBranchId?: string,
    isFullSlave?: boolean, priceGroupNumber?: int, workplaces?: WorkplaceList, countryCode: int,
    countryIso3: string, countryName: string
  `,
  Workplace: `
    workplaceNumber: int, workplaceName: string, isMobile: boolean, workplaceType?: string, isSlave?: boolean,
    lastSlaveSync?: dateTime, priceGroupNumber?: int, extWorkplaceId?: string
  `,
  getEmployeesRequest: 'employeeNumbers*: long, syncMarker?: long, syncMarkerLimit?: int',
  GetEmployeesResponse: 'employeeList: EmployeeList',
  Employee: `
    employeeNumber?: long, extEmployeeId?: string, syncMarker?: long, createTimestamp?: dateTime,
    changeTimestamp?: dateTime, name?: string, username?: string, password?: string, birthDate?: date,
    phoneWork?: string, phoneHome?: string, phoneMobile?: string, email?: string, bankAccountNumber?: string,
    bankName?: string, rfid?: long, extraText?: string, active?: boolean, categoryId?: int, category?: string,
    categoryIds?: CategoryIdSet, personNumber?: string, customFieldList?: CustomFieldList
  `,
  GetEmployeeResponse: 'result: GetEmployeeResult, employee?: Employee',
  GetPaymentMethodsResponse: 'paymentMethodList: PaymentMethodList',
  PaymentMethod: `
    method: string, description: string, buttonText: string, allowNegativeAmount: boolean, active?: boolean,
    type?: PaymentMethodType, accountNumber?: int, depositPaymentMethod?: string,
    hasExternalPaymentWebhook?: boolean
  `,
  GetPaymentMethodsRequest: `
    accountNumber?: int, paymentMethodTypes*: PaymentMethodType, includeBpeConfiguration?: boolean,
    includeGiftcardType?: boolean
  `,
  GetAvailablePaymentMethodsV2Request: 'workplace: WorkplaceIdentifier, activityId?: string, includeGiftcardType?: boolean',
  GetAvailablePaymentMethodsResponse: 'paymentMethodList: PaymentMethodList',
  GetDeliveryMethodsResponse: 'deliveryMethodList: DeliveryMethodList',
  DeliveryMethod: 'deliveryMethod: string, description: string, buttonText: string, enabled?: boolean',
  GetDeliveryMethodsV2Request: 'onlyEnabled?: boolean',
  GetDeliveryMethodsV2Response: 'deliveryMethodList: DeliveryMethodList',
  GetTurnoverGroupsRequest: 'onlyActive?: boolean',
  GetTurnoverGroupsResponse: 'turnoverGroupList: TurnoverGroupList',
  TurnoverGroup: `
    turnoverGroupType: TurnoverGroupType, turnoverGroup: int, turnoverGroupName: string, inclAmount?: cents,
    exclAmount?: cents, defaultAccountNumber?: int, accountNumber?: int, allowPointsDistribution?: boolean,
    allowPointsPayment?: boolean, allowDiscount?: boolean, defaultPurchaseAccountNumber?: int,
    purchaseAccountNumber?: int, defaultStockAccountNumber?: int, stockAccountNumber?: int, defaultVatCode?: int,
    defaultTurnoverCostCenterNumber?: string, turnoverCostCenterNumber?: string,
    defaultPurchaseCostCenterNumber?: string, purchaseCostCenterNumber?: string,
    defaultStockCostCenterNumber?: string, stockCostCenterNumber?: string, topupPaymentId?: string,
    quantityPerLabel?: int
  `,
  GetCardCategoriesResponse: `
    articleCardCategoryList?: CardCategoryList, employeeCardCategoryList?: CardCategoryList,
    relationCardCategoryList?: CardCategoryList
  `,
  CardCategory: 'categoryId: int, name: string, isVipGroup: boolean, isSupplierGroup: boolean',
  GetCustomFieldListsResponse: `
    articleCustomFieldList?: CustomFieldList, employeeCustomFieldList?: CustomFieldList,
    relationCustomFieldList?: CustomFieldList
  `,
  GetWebhookConsumersRequest: 'syncMarker?: long, workplace: WorkplaceIdentifier',
  GetWebhookConsumersResponse: 'webhookConsumerList: WebhookConsumerList',
  WebhookConsumer: `
    webhookConsumerId: string, applicationName: string, subscriptionId: string, endpointUrl: string,
    authenticationType: WebhookAuthenticationType, authenticationScope: string,
    webhookConsumerEventList: WebhookConsumerEventList,
    webhookConsumerTriggerPatternList: WebhookConsumerTriggerPatternList,
    webhookConsumerWorkplaceList: WebhookConsumerWorkplaceList, webhookConsumerPaymentMethodList: PaymentMethodList,
    articleFilter*: long, companyName?: string, priority?: short, syncMarker?: long, enabled: boolean,
    workplaceKey: WorkplaceIdentifier
  `,
  WebhookConsumerEvent: 'eventName: string, blocking: boolean, enabled: boolean, polling?: boolean, cancelRequiresAuth?: boolean',
  WebhookConsumerTriggerPattern: 'codeType: string, pattern: string, reject?: boolean',
  WebhookConsumerWorkplace: 'branchNumber: int, workplaceNumbers*: int',
  GetArticleBranchDeviationsResponse: 'articleBranchDeviationLines*: ArticleBranchDeviationLine',
  GetStockResponse: 'articleStocks*: ArticleStock',
  GetStockHistoryResponse: 'articleStockHistory*: ArticleStockHistory',
  GetOrderCategoriesResponse: 'orderCategory*: OrderCategory',
  getVatGroupListResponse: 'vatGroup*: VatGroup',
  getPriceGroupListResponse: 'priceGroup*: PriceGroup',
  getSalesPriceListResponse: 'salesPrice*: SalesPrice',
} satisfies Record<string, string>;

/** List wrappers: an element that only repeats one child, as `child: kind`. They become plain arrays (reference 2.5). */
export const LISTS = {
  LicensedBranchList: 'licensedBranch: LicensedBranch',
  LicensedModuleList: 'licensedModule: LicensedModule',
  TextList: 'text: Text',
  ProductList: 'product: Product',
  ArticleList: 'article: Article',
  CategoryIdSet: 'category: int',
  CustomFieldList: 'customField: CustomField',
  SalesPriceList: 'salesPrice: SalesPrice',
  PriceGroupList: 'priceGroup: PriceGroup',
  PreparationMethodList: 'preparationMethod: PreparationMethod',
  ComponentArticleList: 'componentArticle: ComponentArticle',
  LinkedArticleList: 'linkedArticle: LinkedArticle',
  BarcodeList: 'barcode: Barcode',
  SortOrderGroupList: 'sortOrderGroup: SortOrderGroup',
  ArticleGroupList: 'articleGroups: ArticleGroup',
  NumberList: 'number: long',
  ChangedArticleGroupList: 'changedArticleGroups: ChangedArticleGroup',
  ArticleNumberList: 'articleNumbers: long',
  BranchFilter: 'branchNumbers: int',
  SaveArticleBranchDeviationsRequest: 'articleBranchDeviationLines: ArticleBranchDeviationLine',
  BranchNumberList: 'branchNumber: int',
  StockCorrectionList: 'correction: StockCorrection',
  StockCorrectionV2List: 'stockCorrection: StockCorrectionV2',
  StockCorrectionLineV2List: 'stockCorrectionLine: StockCorrectionLineV2',
  RelationList: 'relation: Relation',
  IdList: 'id: string',
  VatGroupList: 'vatGroup: VatGroup',
  LineList: 'line: Line',
  PaymentList: 'payment: Payment',
  YearNumberList: 'yearNumber: YearNumber',
  TransactionNumberList: 'transactionNumber: TransactionNumber',
  OrderTypeList: 'orderType: OrderType',
  OrderList: 'order: Order',
  OrderChangeList: 'orderChange: OrderChange',
  LineChangeList: 'lineChange: LineChange',
  OrderDeliveryLineList: 'line: OrderDeliveryLine',
  InvoiceList: 'invoice: Invoice',
  PackingSlipList: 'packingSlip: PackingSlip',
  ReceiptList: 'receipt: Receipt',
  BranchList: 'branch: Branch',
  WorkplaceList: 'workplace: Workplace',
  EmployeeList: 'employee: Employee',
  PaymentMethodList: 'paymentMethod: PaymentMethod',
  DeliveryMethodList: 'deliveryMethod: DeliveryMethod',
  TurnoverGroupList: 'turnoverGroup: TurnoverGroup',
  CardCategoryList: 'cardCategory: CardCategory',
  WebhookConsumerList: 'webhookConsumer: WebhookConsumer',
  WebhookConsumerEventList: 'webhookConsumerEvent: WebhookConsumerEvent',
  WebhookConsumerTriggerPatternList: 'webhookConsumerTriggerPattern: WebhookConsumerTriggerPattern',
  WebhookConsumerWorkplaceList: 'webhookConsumerWorkplace: WebhookConsumerWorkplace',
} satisfies Record<string, string>;
