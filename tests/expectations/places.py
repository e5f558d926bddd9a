"""How a failing row says where it stands, so that a person can open the document there."""

PLACE = """concat_ws(
            ' ',
            '第' || page_no || '页',
            '工作表「' || sheet_name || '」',
            '表' || table_no,
            '第' || row_no || '行',
            '第' || col_no || '列'
        )"""

NO_PLACE = "cast(null as varchar)"
