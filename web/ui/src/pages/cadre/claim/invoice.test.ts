// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { dayOf, invoiceFields } from './invoice'

// The element names of a 数电票's XML, with invented values.
const digital = `<?xml version="1.0" encoding="UTF-8"?>
<EInvoice><Header><EIid>26520000000012345678</EIid></Header>
<EInvoiceData><SellerInformation><SellerName>某某停车有限公司</SellerName></SellerInformation>
<BuyerInformation><BuyerName>青石镇人民政府</BuyerName></BuyerInformation>
<BasicInformation><RequestTime>2026-10-09 08:30:00</RequestTime><TotalTax-includedAmount>15.50</TotalTax-includedAmount></BasicInformation></EInvoiceData></EInvoice>`

describe('invoiceFields', () => {
  it('reads a fully digital invoice', () => {
    expect(invoiceFields(digital)).toEqual({ number: '26520000000012345678', code: '', buyer: '青石镇人民政府', seller: '某某停车有限公司', issued_on: '2026-10-09', amount: '15.50' })
  })
  it('reads an older one with code and number', () => {
    const old = '<i><InvoiceCode>052002600111</InvoiceCode><InvoiceNo>12345678</InvoiceNo><IssueDate>20261009</IssueDate></i>'
    expect(invoiceFields(old)).toMatchObject({ code: '052002600111', number: '12345678', issued_on: '2026-10-09', amount: '' })
  })
  it.each(['%PDF-1.7', '', 'PK\u0003\u0004', '<html><body>no invoice</body></html>', '<broken'])('reads nothing from %s', (text) => {
    expect(Object.values(invoiceFields(text)).every((v) => v === '')).toBe(true)
  })
})

describe('dayOf', () => {
  it.each([['2026-10-09', '2026-10-09'], ['2026年10月9日', '2026-10-09'], ['2026/1/2 00:00', '2026-01-02'], ['soon', '']])('%s', (text, day) => expect(dayOf(text)).toBe(day))
})
