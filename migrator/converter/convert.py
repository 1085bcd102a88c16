from migrator.converter.context import Context, Conversion


def convert(html: str, context: Context) -> Conversion:
    raise ValueError(html[:10], context)
