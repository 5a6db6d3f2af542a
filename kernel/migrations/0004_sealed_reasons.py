from django.db import migrations, models

from kernel import guards
from kernel.sealing import seal

PLACE = {"table": "kernel_step", "column": "reason"}


def seal_what_was_written(apps, schema_editor):
    """Steps are append-only: the triggers make way here, and are back at the end of the same migrate."""
    using = schema_editor.connection.alias
    guards.remove(using)
    steps = apps.get_model("kernel", "Step").objects.using(using)
    for step in steps.exclude(reason="").iterator():
        sealed = seal(step.reason, row=step.subject_id, **PLACE)
        steps.filter(pk=step.pk).update(reason_sealed=sealed)


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0003_slots_and_rung_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="step",
            name="reason_sealed",
            field=models.TextField(blank=True, default="", editable=False, verbose_name="理由（密封）"),
            preserve_default=False,
        ),
        migrations.RunPython(seal_what_was_written),
        migrations.RemoveField(model_name="step", name="reason"),
    ]
