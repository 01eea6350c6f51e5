//! What a city tells the pages about itself. Defaults are those of the sample city.

/// Names, numbers and links of the authority.
#[derive(Clone, Debug)]
pub struct City {
    /// Official name, for example „Landeshauptstadt München“.
    pub name: String,
    /// Short name inside sentences, for example „München“.
    pub short_name: String,
    /// Name of the service itself.
    pub product: String,
    /// Number of the authority's call centre, as dialled.
    pub phone: String,
    /// When it is reachable, in words, in German.
    pub phone_hours: String,
    /// The same in English.
    pub phone_hours_en: String,
    /// Imprint of the authority.
    pub imprint_url: String,
    /// The authority's own website.
    pub website_url: String,
    /// Name and address of who is responsible for data protection, in one line.
    pub controller: String,
    /// E-mail address of the data protection officer.
    pub privacy_email: String,
    /// E-mail address for barriers somebody met.
    pub accessibility_email: String,
}

impl Default for City {
    fn default() -> Self {
        Self {
            name: "Landeshauptstadt München".to_owned(),
            short_name: "München".to_owned(),
            product: "Amtslotse".to_owned(),
            phone: "115".to_owned(),
            phone_hours: "Montag bis Freitag, 8 bis 18 Uhr".to_owned(),
            phone_hours_en: "Monday to Friday, 8 am to 6 pm".to_owned(),
            imprint_url: "https://stadt.muenchen.de/infos/impressum.html".to_owned(),
            website_url: "https://stadt.muenchen.de/".to_owned(),
            controller: "Landeshauptstadt München, Marienplatz 8, 80331 München".to_owned(),
            privacy_email: "datenschutz@muenchen.de".to_owned(),
            accessibility_email: "barrierefreiheit@muenchen.de".to_owned(),
        }
    }
}

impl City {
    /// When the call centre is reachable, in the reader's language.
    #[must_use]
    pub fn phone_hours_in(&self, locale: bot_core::locale::Locale) -> &str {
        match locale {
            bot_core::locale::Locale::En => &self.phone_hours_en,
            _ => &self.phone_hours,
        }
    }
}
