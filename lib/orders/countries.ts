/**
 * Countries: Ecwid speaks ISO 3166-1 alpha-2, MplusKASSA wants alpha-3 for VAT (`vatCountryIso3`, reference 6.1) and free text on
 * relations and addresses.
 */

/** ISO 3166-1, and XK for Kosovo, which has no official code but is a destination shops offer. */
const ISO = new Map(
  `
  AD:AND AE:ARE AF:AFG AG:ATG AI:AIA AL:ALB AM:ARM AO:AGO AQ:ATA AR:ARG AS:ASM AT:AUT AU:AUS AW:ABW AX:ALA AZ:AZE BA:BIH BB:BRB
  BD:BGD BE:BEL BF:BFA BG:BGR BH:BHR BI:BDI BJ:BEN BL:BLM BM:BMU BN:BRN BO:BOL BQ:BES BR:BRA BS:BHS BT:BTN BV:BVT BW:BWA BY:BLR
  BZ:BLZ CA:CAN CC:CCK CD:COD CF:CAF CG:COG CH:CHE CI:CIV CK:COK CL:CHL CM:CMR CN:CHN CO:COL CR:CRI CU:CUB CV:CPV CW:CUW CX:CXR
  CY:CYP CZ:CZE DE:DEU DJ:DJI DK:DNK DM:DMA DO:DOM DZ:DZA EC:ECU EE:EST EG:EGY EH:ESH ER:ERI ES:ESP ET:ETH FI:FIN FJ:FJI FK:FLK
  FM:FSM FO:FRO FR:FRA GA:GAB GB:GBR GD:GRD GE:GEO GF:GUF GG:GGY GH:GHA GI:GIB GL:GRL GM:GMB GN:GIN GP:GLP GQ:GNQ GR:GRC GS:SGS
  GT:GTM GU:GUM GW:GNB GY:GUY HK:HKG HM:HMD HN:HND HR:HRV HT:HTI HU:HUN ID:IDN IE:IRL IL:ISR IM:IMN IN:IND IO:IOT IQ:IRQ IR:IRN
  IS:ISL IT:ITA JE:JEY JM:JAM JO:JOR JP:JPN KE:KEN KG:KGZ KH:KHM KI:KIR KM:COM KN:KNA KP:PRK KR:KOR KW:KWT KY:CYM KZ:KAZ LA:LAO
  LB:LBN LC:LCA LI:LIE LK:LKA LR:LBR LS:LSO LT:LTU LU:LUX LV:LVA LY:LBY MA:MAR MC:MCO MD:MDA ME:MNE MF:MAF MG:MDG MH:MHL MK:MKD
  ML:MLI MM:MMR MN:MNG MO:MAC MP:MNP MQ:MTQ MR:MRT MS:MSR MT:MLT MU:MUS MV:MDV MW:MWI MX:MEX MY:MYS MZ:MOZ NA:NAM NC:NCL NE:NER
  NF:NFK NG:NGA NI:NIC NL:NLD NO:NOR NP:NPL NR:NRU NU:NIU NZ:NZL OM:OMN PA:PAN PE:PER PF:PYF PG:PNG PH:PHL PK:PAK PL:POL PM:SPM
  PN:PCN PR:PRI PS:PSE PT:PRT PW:PLW PY:PRY QA:QAT RE:REU RO:ROU RS:SRB RU:RUS RW:RWA SA:SAU SB:SLB SC:SYC SD:SDN SE:SWE SG:SGP
  SH:SHN SI:SVN SJ:SJM SK:SVK SL:SLE SM:SMR SN:SEN SO:SOM SR:SUR SS:SSD ST:STP SV:SLV SX:SXM SY:SYR SZ:SWZ TC:TCA TD:TCD TF:ATF
  TG:TGO TH:THA TJ:TJK TK:TKL TL:TLS TM:TKM TN:TUN TO:TON TR:TUR TT:TTO TV:TUV TW:TWN TZ:TZA UA:UKR UG:UGA UM:UMI US:USA UY:URY
  UZ:UZB VA:VAT VC:VCT VE:VEN VG:VGB VI:VIR VN:VNM VU:VUT WF:WLF WS:WSM XK:XKX YE:YEM YT:MYT ZA:ZAF ZM:ZMB ZW:ZWE
`
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split(':') as [string, string]),
);

/** Every alpha-2 code. */
export const COUNTRY_CODES: readonly string[] = [...ISO.keys()];

const EU = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));

export type CountryLanguage = 'nl' | 'en';

/** How MplusKASSA wants a country written: `NL`, `NLD`, `Nederland` or `Netherlands`. */
export type CountryNotation = 'iso2' | 'iso3' | CountryLanguage;

const namers: Record<CountryLanguage, Intl.DisplayNames> = {
  nl: new Intl.DisplayNames(['nl'], { type: 'region' }),
  en: new Intl.DisplayNames(['en'], { type: 'region' }),
};

/** Alpha-3 of an alpha-2 code in upper case; undefined for what is no country. */
export function countryIso3(countryCode: string): string | undefined {
  return ISO.get(countryCode);
}

/** Whether the alpha-2 code is a member of the EU, where VAT may be due in the country of the buyer. */
export function isEuCountry(countryCode: string): boolean {
  return EU.has(countryCode);
}

/** A known alpha-2 code in the wanted notation; empty for an empty or unknown code. */
export function countryText(countryCode: string, notation: CountryNotation): string {
  const iso3 = ISO.get(countryCode);
  if (iso3 === undefined) return '';
  if (notation === 'iso2') return countryCode;
  return notation === 'iso3' ? iso3 : (namers[notation].of(countryCode) ?? '');
}

const byText = new Map<string, string>();
for (const [code, iso3] of ISO) {
  for (const text of [code, iso3, namers.nl.of(code), namers.en.of(code)]) if (text) byText.set(text.toLowerCase(), code);
}

/** Alpha-2 of a country in any notation this module writes, in any case; undefined when it is not recognised. */
export function countryCodeOf(text: string): string | undefined {
  return byText.get(text.trim().toLowerCase());
}
