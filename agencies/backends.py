"""Signing in by password; rights from seats."""

from django.contrib.auth.backends import ModelBackend


class SeatBackend(ModelBackend):
    """Answers Django's permission questions from the seats in force today, and from nothing else."""

    def has_perm(self, user_obj, perm, obj=None):
        app, _, right = perm.partition(".")
        return app == "agencies" and user_obj.is_authenticated and user_obj.holds(right, obj)

    def has_module_perms(self, user_obj, app_label):
        return user_obj.is_authenticated and user_obj.holds("inspect_records")

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_group_permissions(self, user_obj, obj=None):
        return set()

    def get_all_permissions(self, user_obj, obj=None):
        return set()
