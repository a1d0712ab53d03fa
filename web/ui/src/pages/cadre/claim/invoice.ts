/** What the XML of an invoice says, as the form takes it; empty where it does not. */
export interface InvoiceFields {
  number: string
  code: string
  buyer: string
  seller: string
  issued_on: string
  amount: string
}

// The names an electronic invoice uses: those of the fully digital one 数电票 (EIid and so on), of the
// older electronic VAT invoice, and of the toll invoice.
const names: Record<keyof InvoiceFields, string[]> = {
  number: ['EIid', 'InvoiceNumber', 'InvoiceNo', 'EInvoiceNumber', '发票号码'],
  code: ['InvoiceCode', '发票代码'],
  buyer: ['BuyerName', 'NameOfBuyer', 'PurchaserName', '购买方名称'],
  seller: ['SellerName', 'NameOfSeller', '销售方名称'],
  issued_on: ['IssueTime', 'IssueDate', 'RequestTime', 'InvoiceDate', '开票日期'],
  amount: ['TotalTax-includedAmount', 'TaxInclusiveTotalAmount', 'TotalAmWithTax', 'TotalTaxIncludedAmount', '价税合计'],
}

/** Reads an invoice's XML in the browser; what is no XML, or another's, has empty fields. */
export function invoiceFields(text: string): InvoiceFields {
  const empty: InvoiceFields = { number: '', code: '', buyer: '', seller: '', issued_on: '', amount: '' }
  if (!text.trimStart().startsWith('<')) return empty
  const xml = new DOMParser().parseFromString(text, 'text/xml')
  const leaves = [...xml.getElementsByTagName('*')].filter((e) => e.children.length === 0)
  const find = (of: string[]) => of.map((name) => leaves.find((e) => e.localName === name)?.textContent?.trim() ?? '').find((value) => value) ?? ''
  return {
    number: find(names.number), code: find(names.code), buyer: find(names.buyer), seller: find(names.seller),
    issued_on: dayOf(find(names.issued_on)), amount: find(names.amount),
  }
}

/** 2026-10-09 of 2026-10-09 08:30:00, 20261009 or 2026年10月9日; empty for anything else. */
export function dayOf(text: string): string {
  const m = /^(\d{4})[-/年]?(\d{1,2})[-/月]?(\d{1,2})/.exec(text)
  return m ? `${m[1]}-${m[2]!.padStart(2, '0')}-${m[3]!.padStart(2, '0')}` : ''
}
