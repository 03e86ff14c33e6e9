"""The lines of a program that repeats a run; `repeat_script` fills them in."""

from __future__ import annotations

START = '''\
"""Repeats a run by plain PyTorch: the same seed, the same numbers.

{title}
"""

{imports}

SEED, CLASSES = {seed}, {classes}
torch.set_num_threads(1)  # as the app does: sums are taken in one order

# The pictures: (N, C, S, S) uint8
'''
SPLIT = """\
# Learned from, choosing the epoch, testing: each class parted by chance
generator = torch.Generator().manual_seed(SEED)
parts = {{"train": [], "validation": [], "test": []}}
for label in range(CLASSES):
    members = np.flatnonzero(labels == label)
    members = members[torch.randperm(len(members), generator=generator).numpy()]
{parts}
    parts["train"].append({learned})
    parts["validation"].append(asked[:first])
    parts["test"].append(asked[first:])
train, validation, test = (torch.from_numpy(np.concatenate(part)) for part in parts.values())
pixels, labels = torch.from_numpy(pixels.copy()), torch.from_numpy(labels.astype(np.int64))
"""
SHARES = """\
    first = max(1, round({validation} * len(members)))
    both = first + max(1, round({test} * len(members)))
    asked, learned = members[:both], members[both:]"""
REGIONS = """\
    learned, asked = (members[regions[members] == region] for region in (0, 1))
    first = len(asked) // 2"""
FEEDING = """\
# What the network is fed
{before}


def feed(chosen, drawn=False):
    pictures = pixels[chosen].float() / 255
{steps}    return (pictures - mean) / std
"""
FEATURES = """\
def keep_features():
    trunk.eval()  # frozen: the same picture gives the same features each time

    def find(chosen, drawn):
        with torch.inference_mode():
            return torch.cat([trunk(feed(part, drawn)) for part in chosen.split({batch})])

    asked = torch.cat([validation, test])
    answers = find(asked, drawn=False)
    kept = torch.zeros({views}, len(labels), answers.shape[1])
    kept[0, asked] = answers
    for view in kept:
        view[train] = find(train, drawn={drawn})
    return kept


"""
EPOCHS = """\

{features}def ask(chosen, kept=None):
    trunk.eval()
    head.eval()
    with torch.inference_mode():
        parts = chosen.split({evaluation})
        if kept is not None:
            return torch.cat([head(kept[0, part]) for part in parts])
        return torch.cat([head(trunk(feed(part))) for part in parts])


# Each stage: epochs, how many blocks of the trunk learn, rate of the head, rate of the trunk
stages = [
{stages}
]
history, best = [], None
torch.manual_seed(SEED)  # of order, draws and dropout
for epochs, learning, lr, trunk_lr in stages:
    trunk.requires_grad_(False)
    for block in blocks[len(blocks) - learning :]:
        block.requires_grad_(True)
    unfrozen = [p for p in trunk.parameters() if p.requires_grad]
    groups = [{{"params": list(head.parameters()), "lr": lr}}]
    groups += [{{"params": unfrozen, "lr": trunk_lr}}] if unfrozen else []
    optimizer = torch.optim.{optimizer}
    planned = [group["lr"] for group in groups]
    kept = {kept}
    for epoch in range(epochs):
{cut}        for group, rate in zip(optimizer.param_groups, planned):
            group["lr"] = rate{factor}
        trunk.train({training})
        head.train()
        total, right = 0.0, 0
        for chosen in train[torch.randperm(len(train))].split({batch}):
            if kept is None:
                scores = head(trunk(feed(chosen, drawn=True)))
            else:
                scores = head(kept[len(history) % len(kept), chosen])
            loss = functional.cross_entropy(scores, labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(chosen)
            right += int((scores.argmax(1) == labels[chosen]).sum())
        scores = ask(validation, kept)
        lost = functional.cross_entropy(scores, labels[validation]).item()
        named = int((scores.argmax(1) == labels[validation]).sum())
        history.append((total / len(train), right / len(train), lost, named / len(validation)))
        figures = "loss %.4f, accuracy %.3f; validation %.4f, %.3f" % history[-1]
        print("epoch", len(history), figures)
        if best is None or (named, -lost) > (best["right"], -best["loss"]):
            states = [{{k: v.clone() for k, v in m.state_dict().items()}} for m in (trunk, head)]
            best = {{"epoch": len(history), "right": named, "loss": lost, "states": states}}

for module, state in zip((trunk, head), best["states"]):
    module.load_state_dict(state)
tested = int((ask(test).argmax(1) == labels[test]).sum())
print("best epoch", best["epoch"], "validation", best["right"], "of", len(validation))
print("test", tested, "of", len(test))
"""
PROVED = """\
# Another processor, or another version, sums in another order: a close call or two can turn
print("in the app: epoch {epoch}, validation {validation}, test {test}")
assert abs(best["right"] - {validation}) <= {room}, best["right"]
assert abs(tested - {test}) <= {room}, tested
"""
NOT_REPEATED = """\
# No figures are asserted: this run cannot be repeated to the number, since
# {reason}.
"""
