package delivery

import "slices"

// queue holds the jobs of one lane that did not begin yet, at most one for each owner, and decides which is next: the
// one whose owner has waited longest. Whatever shall decide otherwise one day (priority, namespace, what fits into one
// request) belongs in here.
type queue struct {
	order []*Job
	jobs  map[string]*Job // by UID
}

func newQueue() *queue { return &queue{jobs: map[string]*Job{}} }

func (q *queue) len() int { return len(q.order) }

// put adds a job. One of the same owner is replaced in its place, and returned.
func (q *queue) put(job Job) (replaced *Job) {
	if place := q.jobs[job.Owner.UID]; place != nil {
		former := *place
		*place = job
		return &former
	}
	q.jobs[job.Owner.UID] = &job
	q.order = append(q.order, &job)
	return nil
}

// remove takes the owner's job out and returns it, nil if there is none.
func (q *queue) remove(uid string) *Job {
	job := q.jobs[uid]
	if job != nil {
		q.removeAt(slices.Index(q.order, job))
	}
	return job
}

// take removes and returns the next job among those that are ready, nil if none is.
func (q *queue) take(ready func(uid string) bool) *Job {
	for i, job := range q.order {
		if ready(job.Owner.UID) {
			q.removeAt(i)
			return job
		}
	}
	return nil
}

func (q *queue) removeAt(i int) {
	delete(q.jobs, q.order[i].Owner.UID)
	if i > 0 {
		q.order = slices.Delete(q.order, i, i+1)
		return
	}
	q.order[0] = nil // the usual case, and nothing has to move
	q.order = q.order[1:]
}
