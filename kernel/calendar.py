from dataclasses import dataclass
import datetime
import chinese_calendar as c
@dataclass
class Deadline:
    day: datetime.date
    is_provisional: bool=False
def is_workday(d):
    try: return c.is_workday(d)
    except NotImplementedError: return d.weekday()<5
def add_workdays(s,n):
    while n>0:
        s+=datetime.timedelta(1); n-=is_workday(s)
    return Deadline(s)
def workdays_between(a,b):
    if b<a: return -workdays_between(b,a)
    n=0
    while a<b:
        a+=datetime.timedelta(1); n+=is_workday(a)
    return n
