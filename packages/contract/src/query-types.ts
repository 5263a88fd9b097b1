/**
 * Where a query keeps what types know of it. Nothing has this property at run time; the name is there for classes that
 * declare the property themselves instead of extending `QueryOf`, so that it is computed only when somebody asks.
 */
export declare const queryTypes: unique symbol
