"""Word-processor files and spreadsheets (办公文档): DOCX and XLSX natively, others through LibreOffice."""
