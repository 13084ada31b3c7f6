import type { Clock } from '../clock';
import type { Shop, ShopArticle, ShopPerson, ShopProduct } from '../shop';
import type { Article } from './entities';
import { withoutVat } from './pricing';
import { MplusState, type Setup } from './state';
import { wallClock } from './time';

/** A state filled with the neutral data of a shop, as a dealer would have set the till up. */
export function seedState(shop: Shop, clock: Clock): MplusState {
  const state = new MplusState(setup(shop));
  const moment = wallClock(clock.now());
  for (const employee of shop.employees) state.employees.put({ ...employee, syncMarker: state.nextMarker('employee') });
  for (const { groupNumber, parent, name, sortOrder } of shop.groups) {
    state.groups.put({
      groupNumber,
      parentGroupNumber: parent ?? 0,
      syncMarker: state.nextMarker('articleGroup'),
      name: name.nl,
      text: '',
      sortOrder,
      productNumbers: [],
      isDeleted: false,
    });
  }
  for (const product of shop.products) seedProduct(product, shop, moment, state);
  for (const relation of shop.relations) {
    state.relations.put({
      ...card(relation),
      relationNumber: relation.relationNumber,
      syncMarker: state.nextMarker('relation'),
      createTimestamp: moment,
      changeTimestamp: moment,
      categoryIds: shop.relationCategories
        .filter((category) => !category.supplier)
        .slice(0, 1)
        .map(({ categoryId }) => categoryId),
    });
  }
  return state;
}

function setup(shop: Shop): Setup {
  return {
    name: shop.name,
    branches: shop.branches.map(({ branchNumber, name, abbreviation, workplaces }) => {
      // Home is the country whose rates the branch has first.
      const home = shop.vat.find((row) => row.branchNumber === branchNumber) ?? shop.vat[0];
      return {
        branchNumber,
        branchName: name,
        abbreviation,
        workplaces: workplaces.map((workplace) => ({
          workplaceNumber: workplace.workplaceNumber,
          workplaceName: workplace.name,
          isMobile: false,
          workplaceType: 'STANDARD',
        })),
        countryCode: home.countryNumeric,
        countryIso3: home.countryIso3,
        countryName: home.countryIso3 === 'NLD' ? 'Nederland' : home.countryIso3,
      };
    }),
    vatGroups: shop.vat.map(({ branchNumber, countryNumeric, countryIso3, vatCode, percent }) => ({
      branchNumber,
      countryCode: countryNumeric,
      countryIso3,
      vatCode,
      vatPercentage: percent,
    })),
    paymentMethods: shop.paymentMethods.map(({ method, description, active }) => ({
      method,
      description,
      buttonText: description,
      allowNegativeAmount: true,
      active,
      type: 'PAYMENT-METHOD-TYPE-PAYMENT',
    })),
    deliveryMethods: shop.deliveryMethods.map((method) => ({ ...method, buttonText: method.description })),
    turnoverGroups: shop.turnoverGroups.map(({ turnoverGroup, name, accountNumber }) => ({
      turnoverGroupType: 'TURNOVER-GROUP-TYPE-TURNOVER',
      turnoverGroup,
      turnoverGroupName: name,
      defaultAccountNumber: accountNumber,
      accountNumber,
    })),
    orderCategories: shop.orderCategories.map(({ orderCategoryNumber, description }) => ({
      orderCategoryNumber,
      orderCategoryDescription: description,
      orderCategoryDependencyNumbers: [],
      allowCancel: true,
      allowProcess: true,
    })),
    relationCategories: shop.relationCategories.map(({ categoryId, name, supplier }) => ({
      categoryId,
      name,
      isVipGroup: false,
      isSupplierGroup: supplier,
    })),
    webhookConsumers: [webhookConsumer(shop)],
  };
}

function webhookConsumer({ branches }: Shop) {
  return {
    webhookConsumerId: '5d1e0c7a-0000-4000-8000-000000000001',
    applicationName: 'Loyalty',
    subscriptionId: 'loyalty-1',
    endpointUrl: 'https://hooks.example.com/mplus',
    authenticationType: 'WEBHOOK-AUTHENTICATION-TYPE-TOKEN',
    authenticationScope: '',
    webhookConsumerEventList: [{ eventName: 'completeSession', blocking: false, enabled: true }],
    webhookConsumerTriggerPatternList: [],
    webhookConsumerWorkplaceList: branches.map(({ branchNumber, workplaces }) => ({
      branchNumber,
      workplaceNumbers: workplaces.map((workplace) => workplace.workplaceNumber),
    })),
    webhookConsumerPaymentMethodList: [],
    articleFilter: [],
    enabled: true,
  };
}

function seedProduct(product: ShopProduct, shop: Shop, moment: string, state: MplusState): void {
  const { productNumber, name, description, groupNumbers } = product;
  const articleList = product.articles.map((article) => seedArticle(article, productNumber, shop, moment));
  const row = {
    productNumber,
    ownMarker: 0,
    marker: 0,
    description: name.nl,
    extraText: description?.nl,
    articleList,
    groupNumbers: [...groupNumbers],
  };
  state.fileProduct(row, { articles: articleList, self: true });
  for (const number of groupNumbers) state.groups.get(number)?.productNumbers.push(productNumber);
  for (const article of product.articles) if (article.stockArticle) seedStock(article, shop, moment, state);
}

function seedArticle(article: ShopArticle, productNumber: number, shop: Shop, moment: string): Article {
  const rate = shop.vat.find((row) => row.vatCode === article.vatCode)?.percent ?? 0;
  const { sale, weight } = article;
  return {
    articleNumber: article.articleNumber,
    productNumber,
    syncMarker: 0,
    extArticleId: article.externalId,
    pluNumber: article.pluNumber,
    changeTimestamp: moment,
    createTimestamp: moment,
    active: article.active,
    description: article.description,
    colour: article.colour,
    size: article.size,
    invoiceText: article.description,
    receiptText: article.description,
    barcode: article.barcode,
    contentUnit: weight === undefined ? undefined : 'kg',
    contentQuantity: weight === undefined ? undefined : Math.round(weight * 1000),
    contentQuantityDecimalPlaces: weight === undefined ? undefined : 3,
    brandName: article.brand,
    turnoverGroup: article.turnoverGroup,
    vatCode: article.vatCode,
    purchasePrice: article.purchasePrice,
    priceIncl: article.priceIncl,
    priceExcl: withoutVat(article.priceIncl, rate),
    unit: article.weighed ? 'kg' : 'stuk',
    webshop: article.webshop,
    stockArticle: article.stockArticle,
    specialPrice: 'PRICE-NORMAL',
    salesPriceList: sale && [
      {
        salesPriceNumber: 1,
        description: 'Aanbieding',
        startDate: sale.from,
        endDate: sale.through,
        priceIncl: sale.priceIncl,
        priceExcl: withoutVat(sale.priceIncl, rate),
      },
    ],
  };
}

function seedStock(article: ShopArticle, shop: Shop, moment: string, state: MplusState): void {
  for (const { branchNumber } of shop.branches) {
    state.stock.put({
      branchNumber,
      articleNumber: article.articleNumber,
      stockId: state.nextMarker('stock'),
      changeTimestamp: moment,
      physical: Math.round((article.stock[branchNumber] ?? 0) * 1000),
      reserved: 0,
      incoming: 0,
      places: article.weighed ? 3 : 0,
    });
  }
}

const COUNTRIES = new Intl.DisplayNames('nl', { type: 'region' });

/** A person as a relation card: the address in one line, the country by its Dutch name (reference 5). */
function card(person: ShopPerson) {
  const address = person.street.replace(/\n/g, ' ');
  const country = COUNTRIES.of(person.countryCode);
  return {
    active: true,
    name: person.name,
    address,
    zipcode: person.postalCode,
    city: person.city,
    country,
    deliveryAddress: address,
    deliveryZipcode: person.postalCode,
    deliveryCity: person.city,
    deliveryCountry: country,
    telephone: person.phone,
    email: person.email,
    vatNumber: person.vatNumber,
    companyName: person.companyName,
    points: 0,
    balance: 0,
  };
}
