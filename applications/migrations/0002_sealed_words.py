from django.db import migrations, models

from kernel.sealing import seal

# Where people write in their own words what they saw and think of it.
WORDS = (("visit", "findings"), ("application", "opinion"))


def seal_what_was_written(apps, schema_editor):
    using = schema_editor.connection.alias
    for name, field in WORDS:
        model = apps.get_model("applications", name)
        rows, table = model.objects.using(using), model._meta.db_table
        for key, text in rows.exclude(**{field: ""}).values_list("pk", field).iterator():
            sealed = seal(text, table=table, column=field, row=str(key))
            rows.filter(pk=key).update(**{f"{field}_sealed": sealed})


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_cases_visits_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="findings_sealed",
            field=models.TextField(default="", editable=False, verbose_name="所见情况（密封）"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="application",
            name="opinion_sealed",
            field=models.TextField(blank=True, default="", editable=False, verbose_name="初审意见（密封）"),
            preserve_default=False,
        ),
        migrations.RunPython(seal_what_was_written),
        migrations.RemoveField(model_name="visit", name="findings"),
        migrations.RemoveField(model_name="application", name="opinion"),
    ]
