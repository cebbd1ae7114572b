//! stub
use crate::{edit::Edit,page::{Page,Stage},span::Repaired,dictionary::data::ResidueRule};
pub struct Strip; impl Strip{ pub fn new(_:&[ResidueRule])->Strip{Strip} pub fn removals(&self,_:&Page<'_>,_:&[std::borrow::Cow<'_,str>])->Vec<Edit<Repaired>>{vec![]} }
impl Stage for Strip{ fn name(&self)->&'static str{"strip"} fn propose(&self,_:&mut Page<'_>){} }
