//! Result documents of MyJVN: vendor and product lists, statistics (results_3.3.xsd, statistics_0.3.xsd).

use crate::{
    names,
    part::part,
    status::{S as STATUS, Status},
};

const R: &[&str] = &[names::RESULTS];
const T: &[&str] = &[names::STATISTICS];

part! {
    /// A Result document. Parts for the older SCAP methods stay in `rest`.
    pub struct ResultDocument in R, "Result";
    attributes {
        /// Schema version, `3.3`.
        version = "version",
    }
    children {
        /// Vendors, perhaps with their products.
        vendor_info: Option<VendorInfo> = R, "VendorInfo",
        /// Counts of entries.
        sum_jvndb: Option<Statistics> = T, "sumJvnDb",
        /// Counts by severity.
        sum_cvss: Option<Statistics> = T, "sumCvss",
        /// Counts of entries with a weakness.
        sum_cwe: Vec<Statistics> = T, "sumCwe",
        /// How the request went.
        status: Option<Status> = STATUS, "Status",
    }
}

part! {
    /// A list of vendors.
    pub struct VendorInfo in R, "VendorInfo";
    attributes {
        /// Language of the names.
        lang = "lang" in names::XML,
    }
    children {
        /// The vendors.
        vendors: Vec<Vendor> = R, "Vendor",
    }
}

part! {
    /// A vendor.
    pub struct Vendor in R, "Vendor";
    attributes {
        /// Name.
        name = "vname",
        /// CPE name. Vendors without one of their own share `cpe:/:misc`.
        cpe = "cpe",
        /// Number.
        vid = "vid",
    }
    children {
        /// Its products; none in a list of vendors.
        products: Vec<Product> = R, "Product",
    }
}

part! {
    /// A product.
    pub struct Product in R, "Product";
    attributes {
        /// Name.
        name = "pname",
        /// CPE name.
        cpe = "cpe",
        /// Number.
        pid = "pid",
        /// Last change of its registration, dateTime.
        update = "update",
    }
    children {}
}

part! {
    /// A table of counts.
    pub struct Statistics in T, "sumJvnDb";
    attributes {
        /// The weakness counted, in `sumCwe`.
        cwe_id = "cweId",
    }
    children {
        /// Titles, Japanese and English.
        titles: Vec<StatisticsTitle> = T, "title",
        /// Size of the whole database.
        total: Option<Total> = T, "resDataTotal",
        /// The rows.
        rows: Vec<Count> = T, "resData",
    }
}

part! {
    /// A title in one language.
    pub struct StatisticsTitle in T, "title";
    text {
        /// The title.
        value
    }
    attributes {
        /// Language, `ja` or `en-US`.
        lang = "lang" in names::XML,
    }
    children {}
}

part! {
    /// Size of the whole database.
    pub struct Total in T, "resDataTotal";
    attributes {
        /// Entries.
        vulinfo = "vulinfo",
        /// Vendors.
        vendor = "vendor",
        /// Products.
        product = "product",
    }
    children {}
}

part! {
    /// One row of counts.
    pub struct Count in T, "resData";
    attributes {
        /// `yyyy`, `yyyy-mm` or `yyyy-[1-4]Q`.
        date = "date",
        /// All.
        all = "cntAll",
        /// Critical.
        critical = "cntC",
        /// High.
        high = "cntH",
        /// Medium.
        medium = "cntM",
        /// Low.
        low = "cntL",
        /// None.
        none = "cntN",
    }
    children {}
}
